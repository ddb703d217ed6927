-- Each song_id stands in songs once, and is known.
-- severity: error
-- scope: all
select song_id, count(*) as row_count
from songs
group by song_id
having count(*) > 1 or song_id is null
