-- Neither artist nor song of any event is doubly encoded (UTF-8 that was taken for Latin-1 and encoded again).
-- severity: warn
-- scope: days
-- tables: staging_events
-- Such a play cannot find its song, which is spelt right in the catalogue.
select artist, song, sessionid, iteminsession, log_date
from staging_events
where log_date between :'first_day' and :'last_day' and (:(twice_encoded artist) or :(twice_encoded song))
