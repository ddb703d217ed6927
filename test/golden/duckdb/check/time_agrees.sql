select start_time, hour, day, week, month, year, weekday
from time
where (start_time between
    (select min(start_time) from songplays where log_date between :'first_day' and :'last_day')
    and (select max(start_time) from songplays where log_date between :'first_day' and :'last_day')
    or start_time is null)
  and (
    hour between 0 and 23 and hour <> extract(hour from start_time)
    or day between 1 and 31 and day <> extract(day from start_time)
    or week between 1 and 53 and week <> extract(week from start_time)
    or month between 1 and 12 and month <> extract(month from start_time)
    or year between 1970 and 9999 and year <> extract(year from start_time)
    or weekday between 0 and 6 and weekday <> extract(dow from start_time)
  )
