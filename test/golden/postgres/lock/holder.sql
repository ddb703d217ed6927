select l.pid, a.usename as user_name, a.application_name as application, host(a.client_addr) as client,
  to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since
from pg_locks l
join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 1
  and l.database = (select oid from pg_database where datname = current_database())
  and l.classid = :'lock_class'
  and l.objid = (select oid from pg_namespace where nspname = current_schema())
