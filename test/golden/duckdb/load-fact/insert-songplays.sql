insert into songplays (
  songplay_id, start_time, user_id, level, song_id, artist_id, session_id, location, user_agent, log_date
)
with repeated as (
  select e.sessionid, e.iteminsession, e.start_time
  from staging_events e
  where e.page = 'NextSong'
    and e.log_date in (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days))
    and e.start_time in (select start_time from etl_stale_times)
  group by e.sessionid, e.iteminsession, e.start_time
  having count(*) > 1
),
plays as (
  select md5(concat(
    e.sessionid, ':', e.iteminsession, ':', e.ts, ':', e.userid, ':', length(e.artist), ':', e.artist, ':' || e.song
  )) as songplay_id,
    e.start_time, e.userid, e.level, e.sessionid, e.location, e.useragent, e.log_date, e.song, e.artist, e.length
  from staging_events e
  left join repeated r
    on r.sessionid = e.sessionid and r.iteminsession = e.iteminsession and r.start_time = e.start_time
  where e.page = 'NextSong'
    and e.log_date in (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days))
    and e.start_time in (select start_time from etl_stale_times)
    and r.sessionid is null
  union all
  select songplay_id, start_time, userid, level, sessionid, location, useragent, log_date, song, artist, length
  from (
    select identified.*,
      row_number() over (
        partition by songplay_id
        order by log_date, level nulls last, location nulls last, useragent nulls last
      ) as delivery
    from (
      select md5(concat(
    e.sessionid, ':', e.iteminsession, ':', e.ts, ':', e.userid, ':', length(e.artist), ':', e.artist, ':' || e.song
  )) as songplay_id,
        e.start_time, e.userid, e.level, e.sessionid, e.location, e.useragent, e.log_date, e.song, e.artist, e.length
      from staging_events e
      join repeated r
        on r.sessionid = e.sessionid and r.iteminsession = e.iteminsession and r.start_time = e.start_time
      where e.page = 'NextSong'
    and e.log_date in (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days))
    and e.start_time in (select start_time from etl_stale_times)
    ) identified
  ) deliveries
  where delivery = 1
)
select e.songplay_id, e.start_time, e.userid, e.level, s.song_id, s.artist_id,
  e.sessionid, e.location, e.useragent, e.log_date
from plays e
left join (
  select song_id, artist_id, title, artist_name, duration,
    row_number() over (partition by title, artist_name, duration order by song_id, artist_id) as preference
  from staging_songs
) s
  on s.title = e.song and s.artist_name = e.artist and s.duration = e.length
  and s.preference = 1
left join (
  select songplay_id, log_date from songplays where log_date in (select log_date from etl_restaged_days)
) kept on kept.songplay_id = e.songplay_id and kept.log_date <= e.log_date
where kept.songplay_id is null
