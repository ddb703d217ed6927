-- Each start time stands in time once.
-- severity: error
-- scope: days
-- tables: time, songplays
-- unit: start time
select start_time, count(*) as row_count
from time
where start_time between
  (:(first_play_time))
  and (:(last_play_time))
group by start_time
having count(*) > 1
