-- Each play has an id, a start time and a session.
-- severity: error
-- scope: days
-- tables: songplays
-- A play without a day is none of any day; songplays_reconciled misses it.
select songplay_id, start_time, session_id, user_id, log_date
from songplays
where log_date between :'first_day' and :'last_day'
  and (songplay_id is null or songplay_id = '' or start_time is null or session_id is null)
