select artist_id, name, location
from artists
where (artist_id is null or artist_id = '')
