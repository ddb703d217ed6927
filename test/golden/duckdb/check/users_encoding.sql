select user_id, first_name, last_name
from users
where ((position('Ã' in first_name) > 0
    and substring(first_name, position('Ã' in first_name) + 1, 1) > '~' and substring(first_name, position('Ã' in first_name) + 1, 1) <= '¿'
    or position('Â' in first_name) > 0
    and substring(first_name, position('Â' in first_name) + 1, 1) > '~' and substring(first_name, position('Â' in first_name) + 1, 1) <= '¿') or (position('Ã' in last_name) > 0
    and substring(last_name, position('Ã' in last_name) + 1, 1) > '~' and substring(last_name, position('Ã' in last_name) + 1, 1) <= '¿'
    or position('Â' in last_name) > 0
    and substring(last_name, position('Â' in last_name) + 1, 1) > '~' and substring(last_name, position('Â' in last_name) + 1, 1) <= '¿'))
