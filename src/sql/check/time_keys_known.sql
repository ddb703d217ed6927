-- Each row of time has a start time, hour, day, week, month, year and weekday.
-- severity: error
-- scope: days
-- tables: time, songplays
select start_time, hour, day, week, month, year, weekday
from time
where :(start_times_of_days)
  and (
    start_time is null or hour is null or day is null or week is null or month is null or year is null or weekday is null
  )
