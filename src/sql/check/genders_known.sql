-- The gender of each user is F or M.
-- severity: warn
-- scope: all
select user_id, first_name, last_name, gender
from users
where gender not in ('F', 'M')
