-- songs holds exactly what follows from the staged catalogue, for every song that is staged.
-- severity: error
-- scope: all
-- tables: songs, staging_songs
select song_id, title, artist_id, year, duration, 'not in songs' as problem
from (:(song_winners) except select song_id, title, artist_id, year, duration from songs) missing
union all
select song_id, title, artist_id, year, duration, 'not in staging' as problem
from (select song_id, title, artist_id, year, duration from songs except :(song_winners)) unexpected
