-- Each artist_id stands in artists once.
-- severity: error
-- scope: all
-- tables: artists
-- unit: id
select artist_id, count(*) as row_count
from artists
where artist_id is not null
group by artist_id
having count(*) > 1
