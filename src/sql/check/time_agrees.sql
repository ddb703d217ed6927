-- Hour, day, week, month, year and weekday of time are those of its start time, where they are possible at all.
-- severity: error
-- scope: days
-- tables: time, songplays
-- What is missing or impossible is for time_keys_known and time_ranges: one wrong value is told of once.
select start_time, hour, day, week, month, year, weekday
from time
where :(start_times_of_days)
  and (
    hour between 0 and 23 and hour <> extract(hour from start_time)
    or day between 1 and 31 and day <> extract(day from start_time)
    or week between 1 and 53 and week <> extract(week from start_time)
    or month between 1 and 12 and month <> extract(month from start_time)
    or year between 1970 and 9999 and year <> extract(year from start_time)
    or weekday between 0 and 6 and weekday <> extract(dow from start_time)
  )
