select user_id, first_name, last_name, gender
from users
where gender not in ('F', 'M')
