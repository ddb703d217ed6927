create or replace temporary macro is_odd(x) as
  (x >= '[' and x < '\') or (x >= '{' and x < '|')
  or (x >= '-' and x < ':' and (x < '.' or contains(x, '.') or contains(x, 'e')))
  or x in ('true', 'false')
  or (strlen(x) = 3 and lower(x) in ('nan', 'inf'))
  or (strlen(x) = 8 and ((x >= 'I' and x < 'J') or (x >= 'i' and x < 'j')))
