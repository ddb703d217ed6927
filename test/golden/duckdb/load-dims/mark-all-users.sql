insert into etl_stale_users (user_id)
select distinct user_id from songplays where user_id is not null
