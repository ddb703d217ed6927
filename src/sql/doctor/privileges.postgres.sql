-- What the user may do with each table in the schema that is used, also with those of others.
select c.relname as name,
  has_table_privilege(c.oid, 'select') as can_select, has_table_privilege(c.oid, 'insert') as can_insert,
  has_table_privilege(c.oid, 'update') as can_update, has_table_privilege(c.oid, 'delete') as can_delete
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v')
order by c.relname
