select start_time, hour, day, week, month, year, weekday
from time
where (start_time between
    (select min(start_time) from songplays where log_date between :'first_day' and :'last_day')
    and (select max(start_time) from songplays where log_date between :'first_day' and :'last_day')
    or start_time is null)
  and (
    start_time is null or hour is null or day is null or week is null or month is null or year is null or weekday is null
  )
