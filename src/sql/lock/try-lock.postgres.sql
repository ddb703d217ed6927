-- Takes the lock of the schema that is used, if nobody has it. No row: there is no such schema.
select pg_try_advisory_lock((cast(:'lock_class' as bigint) << 32) | cast(oid as bigint)) as locked
from pg_namespace
where nspname = current_schema()
