select count(*) as examined
from time
where start_time between
  (select min(start_time) from songplays where log_date between :'first_day' and :'last_day')
  and (select max(start_time) from songplays where log_date between :'first_day' and :'last_day')
