select user_id, first_name, last_name, gender, level
from users
where user_id is null
