select t.start_time
from time t
left join (
  select start_time from songplays
  where start_time between
    (select min(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
    and (select max(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
) p on p.start_time = t.start_time
where t.start_time between
    (select min(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
    and (select max(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
  and p.start_time is null
