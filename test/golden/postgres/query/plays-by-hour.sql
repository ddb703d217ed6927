select t.hour, count(*) as plays
from songplays p
join time t on t.start_time = p.start_time
where p.log_date between :'first_day' and :'last_day'
group by t.hour
order by count(*) desc, t.hour
