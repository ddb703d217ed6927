select u.user_id, u.first_name, u.last_name
from users u
left join (select distinct user_id from songplays) p on p.user_id = u.user_id
where u.user_id is not null and p.user_id is null
