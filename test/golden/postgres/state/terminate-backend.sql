select pg_terminate_backend(pid) from pg_stat_activity where pid = :'pid' and application_name = 'sparkify-etl'
