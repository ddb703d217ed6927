-- artists holds exactly what follows from the staged catalogue, for every artist that is staged.
-- severity: error
-- scope: all
-- tables: artists, staging_songs
select artist_id, name, location, latitude, longitude, 'not in artists' as problem
from (:(artist_winners) except select artist_id, name, location, latitude, longitude from artists) missing
union all
select artist_id, name, location, latitude, longitude, 'not in staging' as problem
from (select artist_id, name, location, latitude, longitude from artists except :(artist_winners)) unexpected
