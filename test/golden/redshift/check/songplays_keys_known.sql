select songplay_id, start_time, session_id, user_id, log_date
from songplays
where log_date between :'first_day' and :'last_day'
  and (songplay_id is null or songplay_id = '' or start_time is null or session_id is null)
