select start_time, session_id, sum(staged) as staged, sum(published) as published
from (
  select start_time, sessionid as session_id, count(*) as staged, 0 as published
  from (
    select distinct e.sessionid, e.iteminsession, e.start_time, e.userid, e.artist, e.song
    from staging_events e
    where e.page = 'NextSong' and e.log_date in (select log_date from etl_published_days)
      and e.start_time between
        (select min(start_time) from staging_events where page = 'NextSong' and log_date between :'first_day' and :'last_day')
        and (select max(start_time) from staging_events where page = 'NextSong' and log_date between :'first_day' and :'last_day')
  ) events
  group by start_time, sessionid
  union all
  select start_time, session_id, 0, count(*)
  from songplays
  where start_time between
      (select min(start_time) from staging_events where page = 'NextSong' and log_date between :'first_day' and :'last_day')
      and (select max(start_time) from staging_events where page = 'NextSong' and log_date between :'first_day' and :'last_day')
  group by start_time, session_id
) both_sides
group by start_time, session_id
having sum(staged) <> sum(published)
