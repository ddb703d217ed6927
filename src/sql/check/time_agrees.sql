-- Hour, day, week, month, year and weekday of time are those of its start time.
-- severity: error
-- scope: days
select start_time, hour, day, week, month, year, weekday
from time
where start_time between
    (:(first_play_time))
    and (:(last_play_time))
  and (
    hour <> extract(hour from start_time) or day <> extract(day from start_time)
    or week <> extract(week from start_time) or month <> extract(month from start_time)
    or year <> extract(year from start_time) or weekday <> extract(dow from start_time)
  )
