-- The title of no song is doubly encoded (UTF-8 that was taken for Latin-1 and encoded again).
-- severity: warn
-- scope: all
-- tables: songs
select song_id, title, artist_id
from songs
where :(twice_encoded title)
