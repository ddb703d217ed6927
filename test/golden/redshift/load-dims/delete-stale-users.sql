delete from users where user_id in (select user_id from etl_stale_users)
