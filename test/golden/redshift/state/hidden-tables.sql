select c.relname as name, cast(n.nspname as varchar(128)) as schema_name, cast(current_user as varchar(128)) as user_name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = current_schema() and c.relkind in ('r', 'v') and not has_table_privilege(c.oid, 'select')
