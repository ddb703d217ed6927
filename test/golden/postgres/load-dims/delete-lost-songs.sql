delete from songs
where song_id in (
  select lost.song_id
  from (
    select d.song_id
    from songs d
    where not exists (select 1 from staging_songs s where s.song_id = d.song_id)
    offset 0
  ) lost
  where not exists (select 1 from songplays p where p.song_id = lost.song_id)
)
