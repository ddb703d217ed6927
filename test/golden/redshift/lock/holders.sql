select t.pid, trim(t.txn_owner) as user_name, t.txn_start as since
from svv_transactions t
join pg_class c on c.oid = t.relation
where c.relname = 'etl_lock' and t.lock_mode = 'AccessExclusiveLock' and t.granted
order by t.txn_start
