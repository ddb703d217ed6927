select song_id, title, artist_id
from songs
where (song_id is null or song_id = '' or artist_id is null or artist_id = '')
