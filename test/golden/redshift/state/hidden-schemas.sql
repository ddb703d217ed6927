select cast(nspname as varchar(128)) as schema_name, cast(current_user as varchar(128)) as user_name
from pg_namespace
where strpos(',' || replace(replace(current_setting('search_path'), ' ', ''), '"', '') || ',', ',' || nspname || ',') > 0
  and not has_schema_privilege(nspname, 'usage')
