insert into etl_stale_users (user_id)
select user_id from songplays where user_id is not null and log_date in (:'days')
union
select userid from staging_events where userid is not null and page = 'NextSong' and log_date in (:'days')
