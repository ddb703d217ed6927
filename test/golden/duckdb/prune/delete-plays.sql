delete from staging_events
where page = 'NextSong' and log_date < :'before' and log_date in (select log_date from etl_published_days)
  and start_time in (
    select start_time
    from (
      select start_time, 0 as is_needed
      from staging_events
      where page = 'NextSong' and log_date < :'before' and log_date in (select log_date from etl_published_days)
      union all
      select max(start_time), 1
      from staging_events
      where page = 'NextSong' and userid is not null and log_date < :'before' and log_date in (select log_date from etl_published_days)
      group by userid, log_date
      union all
      select e.start_time, 1
      from (select * from staging_events where page = 'NextSong' and log_date < :'before' and log_date in (select log_date from etl_published_days)) e
      left join songplays p on p.songplay_id = md5(concat(
    e.sessionid, ':', e.iteminsession, ':', e.ts, ':', e.userid, ':', length(e.artist), ':', e.artist, ':' || e.song
  )) and p.log_date = e.log_date
      where p.songplay_id is null
    ) times
    group by start_time
    having max(is_needed) = 0
  )
