select pg_advisory_xact_lock_shared((cast(:'work_class' as bigint) << 32) | cast(oid as bigint))
from pg_namespace
where nspname = current_schema()
