-- Each song_id stands in songs once.
-- severity: error
-- scope: all
-- tables: songs
-- unit: id
select song_id, count(*) as row_count
from songs
where song_id is not null
group by song_id
having count(*) > 1
