select start_time, hour, day, week, month, year, weekday
from time
where start_time between
    (select min(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
    and (select max(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
  and (
    hour <> extract(hour from start_time) or day <> extract(day from start_time)
    or week <> extract(week from start_time) or month <> extract(month from start_time)
    or year <> extract(year from start_time) or weekday <> extract(dow from start_time)
  )
