select songplay_id, start_time, user_id, session_id, log_date
from songplays
where log_date between :'first_day' and :'last_day'
  and (start_time < log_date - 1 or start_time >= log_date + 2 or start_time >= current_date + 2)
