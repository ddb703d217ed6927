-- The name of no user is doubly encoded (UTF-8 that was taken for Latin-1 and encoded again).
-- severity: warn
-- scope: all
-- tables: users
select user_id, first_name, last_name
from users
where (:(twice_encoded first_name) or :(twice_encoded last_name))
