-- Each user has a user_id.
-- severity: error
-- scope: all
-- tables: users
select user_id, first_name, last_name, gender, level
from users
where user_id is null
