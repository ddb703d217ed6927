-- The start time of each play is in time.
-- severity: error
-- scope: days
-- tables: songplays, time
select p.songplay_id, p.start_time, p.log_date
from songplays p
left join time t on t.start_time = p.start_time
where p.log_date between :'first_day' and :'last_day' and t.start_time is null
