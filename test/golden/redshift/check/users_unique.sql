select user_id, count(*) as row_count
from users
where user_id is not null
group by user_id
having count(*) > 1
