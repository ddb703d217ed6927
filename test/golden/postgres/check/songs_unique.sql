select song_id, count(*) as row_count
from songs
group by song_id
having count(*) > 1 or song_id is null
