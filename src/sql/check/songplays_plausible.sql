-- Each play starts on the day of its file, the day before or the day after, and not in the future.
-- severity: warn
-- scope: days
-- tables: songplays
-- A day before or after is no fault: files may be cut by another clock than UTC. Nor is a phone that was offline for a week a
-- fault of the load.
select songplay_id, start_time, user_id, session_id, log_date
from songplays
where log_date between :'first_day' and :'last_day'
  and (start_time < log_date - 1 or start_time >= log_date + 2 or start_time >= current_date + 2)
