-- Each play has an id, a start time, a user, a session and a level.
-- severity: error
-- scope: days
select songplay_id, start_time, user_id, session_id, level, log_date
from songplays
where log_date between :'first_day' and :'last_day'
  and (songplay_id is null or start_time is null or user_id is null or session_id is null or level is null)
