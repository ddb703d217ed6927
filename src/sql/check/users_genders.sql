-- The gender of each user that has one is F or M.
-- severity: warn
-- scope: all
-- tables: users
select user_id, first_name, last_name, gender
from users
where gender not in ('F', 'M')
