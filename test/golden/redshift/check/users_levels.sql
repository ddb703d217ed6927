select user_id, first_name, last_name, level
from users
where coalesce(level, '') not in ('free', 'paid')
