select songplay_id, start_time, user_id, location, log_date
from songplays
where log_date between :'first_day' and :'last_day' and (position('Ã' in location) > 0
    and substring(location, position('Ã' in location) + 1, 1) > '~' and substring(location, position('Ã' in location) + 1, 1) <= '¿'
    or position('Â' in location) > 0
    and substring(location, position('Â' in location) + 1, 1) > '~' and substring(location, position('Â' in location) + 1, 1) <= '¿')
