select p.level, p.location, count(*) as plays, count(distinct p.user_id) as listeners
from songplays p
where p.log_date between :'first_day' and :'last_day'
group by p.level, p.location
order by count(*) desc, p.level nulls last, p.location nulls last
