-- True for text that may stand for something else than a JSON string: DuckDB's reader gives text for objects, arrays,
-- booleans and its own NaN and Infinity (in any case, short or long, with a sign), and rewrites fractions (1.10 becomes
-- 1.1). Cheap, and true too often rather than too seldom: who gets true asks for the JSON type.
create or replace temporary macro is_odd(x) as
  (x >= '[' and x < '\') or (x >= '{' and x < '|')
  or (x >= '-' and x < ':' and (x < '.' or contains(x, '.') or contains(x, 'e')))
  or x in ('true', 'false')
  or (strlen(x) = 3 and lower(x) in ('nan', 'inf'))
  or (strlen(x) = 8 and ((x >= 'I' and x < 'J') or (x >= 'i' and x < 'j')))
