select u.user_id, u.first_name, u.last_name
from users u
left join (select distinct user_id from songplays) p on p.user_id = u.user_id
where p.user_id is null
