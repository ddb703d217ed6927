-- Removes songs that are not staged any more, because their file holds others now, unless a play still has one.
delete from songs
where song_id in (
  select d.song_id
  from songs d
  left join (select distinct song_id from staging_songs) s on s.song_id = d.song_id
  left join (select distinct song_id from songplays where song_id is not null) p on p.song_id = d.song_id
  where s.song_id is null and p.song_id is null
)
