delete from artists
where artist_id in (
  select lost.artist_id
  from (
    select a.artist_id
    from artists a
    where not exists (select 1 from staging_songs s where s.artist_id = a.artist_id)
    offset 0
  ) lost
  where not exists (select 1 from songplays p where p.artist_id = lost.artist_id)
)
