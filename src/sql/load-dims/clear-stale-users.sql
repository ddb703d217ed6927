-- The users dimension is up to date.
delete from etl_stale_users
