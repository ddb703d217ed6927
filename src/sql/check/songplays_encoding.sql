-- The location of no play is doubly encoded (UTF-8 that was taken for Latin-1 and encoded again).
-- severity: warn
-- scope: days
-- tables: songplays
select songplay_id, start_time, user_id, location, log_date
from songplays
where log_date between :'first_day' and :'last_day' and :(twice_encoded location)
