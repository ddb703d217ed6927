-- Who listens most: users by plays, with their present level.
-- scope: days
-- limit: 10
select p.user_id, u.first_name, u.last_name, u.level, count(*) as plays, count(distinct p.session_id) as sessions
from songplays p
join users u on u.user_id = p.user_id
where p.log_date between :'first_day' and :'last_day'
group by p.user_id, u.first_name, u.last_name, u.level
order by count(*) desc, p.user_id
limit :'limit'
