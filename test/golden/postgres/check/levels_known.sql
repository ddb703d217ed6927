select level, count(*) as plays
from songplays
where log_date between :'first_day' and :'last_day' and level not in ('free', 'paid')
group by level
