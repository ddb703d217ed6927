-- Each play has a user and a level.
-- severity: warn
-- scope: days
-- tables: songplays
select songplay_id, start_time, user_id, session_id, level, log_date
from songplays
where log_date between :'first_day' and :'last_day' and (user_id is null or level is null)
