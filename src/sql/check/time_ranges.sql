-- Hour, day, week, month, year and weekday of time are some that there are.
-- severity: error
-- scope: days
-- tables: time, songplays
select start_time, hour, day, week, month, year, weekday
from time
where :(start_times_of_days)
  and (
    hour not between 0 and 23 or day not between 1 and 31 or week not between 1 and 53
    or month not between 1 and 12 or year not between 1970 and 9999 or weekday not between 0 and 6
  )
