-- songs holds exactly what follows from the staged catalogue, for every song that is staged.
-- severity: error
-- scope: all
-- tables: songs, staging_songs, songplays
-- A song that is not staged any more, because its file holds others now, stays as long as a play has it.
select song_id, title, artist_id, year, duration, 'not in songs' as problem
from (:(song_winners) except select song_id, title, artist_id, year, duration from songs) missing
union all
select song_id, title, artist_id, year, duration, 'not in staging' as problem
from (select song_id, title, artist_id, year, duration from songs except :(song_winners)) unexpected
where song_id not in (
    select song_id
    from songs
    where song_id not in (select song_id from staging_songs) and song_id in (select song_id from songplays)
  )
