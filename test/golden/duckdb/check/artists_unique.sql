select artist_id, count(*) as row_count
from artists
group by artist_id
having count(*) > 1 or artist_id is null
