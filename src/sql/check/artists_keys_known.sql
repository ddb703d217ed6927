-- Each artist has an artist_id.
-- severity: error
-- scope: all
-- tables: artists
select artist_id, name, location
from artists
where (artist_id is null or artist_id = '')
