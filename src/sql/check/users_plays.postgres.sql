-- Each user has played.
-- severity: error
-- scope: all
-- tables: users, songplays
select u.user_id, u.first_name, u.last_name
from users u
where u.user_id is not null and not exists (select 1 from songplays p where p.user_id = u.user_id)
