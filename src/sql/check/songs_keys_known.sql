-- Each song has a song_id and an artist_id.
-- severity: error
-- scope: all
-- tables: songs
select song_id, title, artist_id
from songs
where (song_id is null or song_id = '' or artist_id is null or artist_id = '')
