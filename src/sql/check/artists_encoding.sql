-- Neither name nor location of any artist is doubly encoded (UTF-8 that was taken for Latin-1 and encoded again).
-- severity: warn
-- scope: all
-- tables: artists
select artist_id, name, location
from artists
where (:(twice_encoded name) or :(twice_encoded location))
