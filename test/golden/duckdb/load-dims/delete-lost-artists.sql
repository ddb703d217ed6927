delete from artists
where artist_id in (
  select a.artist_id
  from artists a
  left join (select distinct artist_id from staging_songs) s on s.artist_id = a.artist_id
  left join (select distinct artist_id from songplays where artist_id is not null) p on p.artist_id = a.artist_id
  where s.artist_id is null and p.artist_id is null
)
