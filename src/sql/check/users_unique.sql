-- Each user_id stands in users once.
-- severity: error
-- scope: all
-- tables: users
-- unit: id
select user_id, count(*) as row_count
from users
where user_id is not null
group by user_id
having count(*) > 1
