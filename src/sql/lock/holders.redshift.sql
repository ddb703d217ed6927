-- Who holds the lock of this schema; there may be others in the database.
select t.pid, trim(t.txn_owner) as user_name, t.txn_start as since
from svv_transactions t
join pg_class c on c.oid = t.relation
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = current_schema()
  and c.relname = 'etl_lock' and t.lock_mode = 'AccessExclusiveLock' and t.granted
order by t.txn_start
