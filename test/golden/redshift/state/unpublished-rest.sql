select 'songs' as kind from (select song_id from etl_stale_songs limit 1) stale_songs
union all
select 'users' as kind from (select user_id from etl_stale_users limit 1) stale_users
union all
select 'times' as kind from (select start_time from etl_stale_times limit 1) stale_times
union all
select 'catalogue' as kind
from (
  select s.song_id
  from staging_songs s
  left join songs published on published.song_id = s.song_id
  where s.song_id is not null and published.song_id is null
  limit 1
) missing_songs
