select start_time, hour, day, week, month, year, weekday
from time
where (start_time between
    (select min(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
    and (select max(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
    or start_time is null)
  and (
    hour not between 0 and 23 or day not between 1 and 31 or week not between 1 and 53
    or month not between 1 and 12 or year not between 1970 and 9999 or weekday not between 0 and 6
  )
