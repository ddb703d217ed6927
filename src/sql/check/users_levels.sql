-- The level of each user is free or paid.
-- severity: warn
-- scope: all
-- tables: users
select user_id, first_name, last_name, level
from users
where coalesce(level, '') not in ('free', 'paid')
