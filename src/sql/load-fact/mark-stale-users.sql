-- Marks the users of the plays that are about to be replaced, those of other days among them, and of those that these
-- days have now.
insert into etl_stale_users (user_id)
select user_id from songplays where user_id is not null and start_time in (select start_time from etl_stale_times)
union
select userid from staging_events where userid is not null and page = 'NextSong' and log_date in (:'days')
