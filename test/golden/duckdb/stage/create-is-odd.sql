create or replace temporary macro is_odd(x) as
  (x >= '[' and x < '\') or (x >= '{' and x < '|')
  or (x >= '-' and x < ':' and (contains(x, '.') or contains(x, 'e')))
  or x in ('true', 'false')
  or (strlen(x) < 10 and lower(x) in ('nan', '-nan', 'inf', '-inf', 'infinity', '-infinity'))
