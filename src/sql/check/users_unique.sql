-- Each user_id stands in users once, and is known.
-- severity: error
-- scope: all
select user_id, count(*) as row_count
from users
group by user_id
having count(*) > 1 or user_id is null
