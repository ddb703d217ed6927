-- Whether no transaction of a run works on the schema that is used.
select pg_try_advisory_xact_lock((cast(:'work_class' as bigint) << 32) | cast(oid as bigint)) as free
from pg_namespace
where nspname = current_schema()
