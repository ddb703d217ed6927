create view redshift.svv_table_info as
select current_database()::text as database, n.nspname::text as schema, c.oid as table_id, c.relname::text as "table",
  case when a.encodings <> '{}' then 'Y' else 'Y, AUTO(ENCODE)' end as encoded,
  coalesce(a.diststyle, 'AUTO(ALL)') as diststyle, coalesce(a.sort_columns[1], 'AUTO(SORTKEY)') as sortkey1,
  (select max(atttypmod - 4) from pg_attribute where attrelid = c.oid and atttypid = 1043 and attnum > 0)::integer
    as max_varchar,
  'none'::char(32) as sortkey1_enc, coalesce(cardinality(a.sort_columns), 0) as sortkey_num,
  greatest(1, pg_relation_size(c.oid) / 1048576) as size, 0::numeric(10,4) as pct_used, 0::bigint as empty,
  0::numeric(5,2) as unsorted, 0::numeric(5,2) as stats_off, redshift.count_rows(c.oid)::numeric(38,0) as tbl_rows,
  1::numeric(19,2) as skew_sortkey1, 1::numeric(19,2) as skew_rows,
  redshift.count_rows(c.oid)::numeric(38,0) as estimated_visible_rows, null::text as risk_event,
  0::numeric(12,2) as vacuum_sort_benefit
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join redshift.table_attributes a on a.table_id = c.oid
where c.relkind = 'r' and n.nspname not in ('redshift', 'pg_catalog', 'information_schema')
  and redshift.count_rows(c.oid) > 0;

create view redshift.pg_table_def as
select n.nspname as schemaname, c.relname as tablename, t.attname as "column", format_type(t.atttypid, t.atttypmod) as type,
  coalesce(a.encodings ->> t.attname::text, case when t.attname::text = any (a.sort_columns) then 'none'
    when t.atttypid in (1042, 1043) then 'lzo' else 'az64' end) as encoding,
  coalesce(a.dist_column = t.attname::text, false) as distkey,
  coalesce(array_position(a.sort_columns, t.attname::text), 0) as sortkey, t.attnotnull as "notnull"
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute t on t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped
left join redshift.table_attributes a on a.table_id = c.oid
where c.relkind = 'r' and n.nspname = any (current_schemas(false)) and n.nspname not in ('redshift', 'pg_catalog')
order by t.attnum;

create view redshift.stv_db_isolation_level as
select name::char(128) as db_name, isolation::char(20) as isolation_level from redshift.cluster;

create view redshift.stv_sessions as
select start_time as starttime, pid as process, user_name::char(50) as user_name,
  (select name from redshift.cluster)::char(50) as db_name, 0 as timeout_sec
from redshift.sessions
where end_time is null and redshift.may_see(user_id);

create view redshift.stv_recents as
select user_id as userid, case when query_end is null then 'Running' else 'Done' end::char(20) as status,
  query_start as starttime,
  (extract(epoch from coalesce(query_end, clock_timestamp()::timestamp) - query_start) * 1000000)::integer as duration,
  user_name::char(50) as user_name, (select name from redshift.cluster)::char(50) as db_name,
  redshift.cut(query, 600)::char(600) as query, case when query_end is null then pid else -1 end as pid
from redshift.sessions
where query is not null and redshift.may_see(user_id);

create view redshift.stv_inflight as
select user_id as userid, 0 as slice, query_id::integer as query, ''::char(320) as label, transaction_id as xid, pid,
  query_start as starttime, redshift.cut(query, 100)::char(100) as text, 0 as suspended
from redshift.sessions
where end_time is null and query_end is null and query is not null and redshift.may_see(user_id);

create view redshift.sys_query_history as
select user_id, query_id, ''::char(320) as query_label, transaction_id, pid as session_id,
  (select name from redshift.cluster)::char(128) as database_name, upper(split_part(ltrim(query), ' ', 1))::char(32) as query_type,
  case when query_end is null then 'running' else 'success' end::char(10) as status, false as result_cache_hit,
  query_start as start_time, query_end as end_time,
  (extract(epoch from coalesce(query_end, clock_timestamp()::timestamp) - query_start) * 1000000)::bigint as elapsed_time,
  redshift.cut(query, 4000)::char(4000) as query_text
from redshift.sessions
where query is not null and redshift.may_see(user_id);

create view redshift.sys_session_history as
select user_id::char(50) as user_id, pid as session_id, (select name from redshift.cluster)::char(50) as database_name,
  case when end_time is null then 'active' else 'closed' end::char(10) as status, 0 as session_timeout, start_time, end_time
from redshift.sessions
where redshift.may_see(user_id);

create view redshift.sys_connection_log as
select 'authenticated'::text as event, start_time as record_time, remote_host, remote_port, pid as session_id,
  (select name from redshift.cluster)::text as database_name, user_name, application_name
from redshift.sessions
where redshift.may_see(user_id);

create view redshift.stl_connection_log as
select 'authenticated'::char(50) as event, start_time as recordtime, remote_host::char(45) as remotehost,
  remote_port::char(32) as remoteport, pid, (select name from redshift.cluster)::char(50) as dbname,
  user_name::char(50) as username, application_name::char(250) as application_name
from redshift.sessions
where redshift.may_see(user_id);

create function redshift.transactions()
returns table (pid integer, user_name text, txn_start timestamp, xid bigint, relation oid, mode text, is_granted boolean)
language sql security definer as $$
  select a.pid, s.user_name, a.xact_start at time zone 'UTC', coalesce(s.transaction_id, 0), l.relation, l.mode, l.granted
  from pg_stat_activity a
  join redshift.sessions s on s.pid = a.pid and s.end_time is null
  join pg_locks l on l.pid = a.pid and l.locktype = 'relation' and l.relation >= 16384
  where a.datname = pg_catalog.current_database()
$$;

create view redshift.svv_transactions as
select user_name as txn_owner, (select name from redshift.cluster) as txn_db, xid, pid, txn_start, mode as lock_mode,
  'relation'::text as lockable_object_type, relation, is_granted as granted
from redshift.transactions();

create view redshift.stv_locks as
select relation as table_id, txn_start as last_commit, txn_start as last_update, xid as lock_owner, pid as lock_owner_pid,
  txn_start as lock_owner_start_ts, null::timestamp as lock_owner_end_ts,
  (case when is_granted then 'Holding write lock' else 'Waiting for write lock' end)::char(22) as lock_status
from redshift.transactions()
where mode in ('AccessExclusiveLock', 'ShareRowExclusiveLock');

create view redshift.pg_user_info as
select name as usename, user_id as usesysid, is_superuser as usesuper from redshift.users;

create view redshift.svv_user_info as
select name as user_name, user_id, is_superuser as superuser from redshift.users;
