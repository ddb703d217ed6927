-- Ends a process of the server, and with it the transaction it has open. The number may be another's by now: only ours is ended.
select pg_terminate_backend(pid) from pg_stat_activity where pid = :'pid' and application_name = 'sparkify-etl'
