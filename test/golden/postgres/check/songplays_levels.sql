select songplay_id, start_time, user_id, level, log_date
from songplays
where log_date between :'first_day' and :'last_day' and level not in ('free', 'paid')
