delete from etl_stale_users
