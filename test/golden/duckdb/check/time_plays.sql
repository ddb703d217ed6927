select t.start_time
from (
  select start_time
  from time
  where start_time between
    least((select min(start_time) from songplays where log_date between :'first_day' and :'last_day'), cast(:'first_day' as timestamp))
    and greatest((select max(start_time) from songplays where log_date between :'first_day' and :'last_day'), cast(:'last_day' as timestamp) + interval '86399999 milliseconds')
) t
left join songplays p on p.start_time = t.start_time
where p.start_time is null
