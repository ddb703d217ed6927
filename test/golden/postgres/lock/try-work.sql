select pg_try_advisory_xact_lock((cast(:'work_class' as bigint) << 32) | cast(oid as bigint)) as free
from pg_namespace
where nspname = current_schema()
