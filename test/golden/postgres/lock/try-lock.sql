select pg_try_advisory_lock((cast(:'lock_class' as bigint) << 32) | cast(oid as bigint)) as locked
from pg_namespace
where nspname = current_schema()
