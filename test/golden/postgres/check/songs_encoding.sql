select song_id, title, artist_id
from songs
where (position('Ã' in title) > 0
    and substring(title, position('Ã' in title) + 1, 1) > '~' and substring(title, position('Ã' in title) + 1, 1) <= '¿'
    or position('Â' in title) > 0
    and substring(title, position('Â' in title) + 1, 1) > '~' and substring(title, position('Â' in title) + 1, 1) <= '¿')
