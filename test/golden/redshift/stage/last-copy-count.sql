select pg_last_copy_count() as loaded
