-- At each start time in time there is a play.
-- severity: error
-- scope: days
-- tables: time, songplays
select t.start_time
from time t
left join (
  select start_time from songplays
  where start_time between
    (:(first_play_time))
    and (:(last_play_time))
) p on p.start_time = t.start_time
where t.start_time between
    (:(first_play_time))
    and (:(last_play_time))
  and p.start_time is null
