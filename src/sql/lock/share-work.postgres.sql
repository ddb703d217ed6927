-- Shows that a run works on the schema that is used, as long as the transaction lasts: also while it commits and its run is gone.
select pg_advisory_xact_lock_shared((cast(:'work_class' as bigint) << 32) | cast(oid as bigint))
from pg_namespace
where nspname = current_schema()
