-- At each start time in time there is a play.
-- severity: error
-- scope: days
-- tables: time, songplays
-- From midnight to midnight, and beyond where plays of these days are: a row where no play is near is found as well.
select t.start_time
from (
  select start_time
  from time
  where start_time between
    least((:(first_play_time)), cast(:'first_day' as timestamp))
    and greatest((:(last_play_time)), cast(:'last_day' as timestamp) + interval '86399999 milliseconds')
) t
left join songplays p on p.start_time = t.start_time
where p.start_time is null
