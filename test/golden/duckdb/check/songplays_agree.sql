select songplay_id, start_time, user_id, level, session_id, location, user_agent, log_date
from songplays
where log_date between :'first_day' and :'last_day' and log_date not in (select log_date from etl_restaged_days)
except
select md5(concat(
    e.sessionid, ':', e.iteminsession, ':', e.ts, ':', e.userid, ':', length(e.artist), ':', e.artist, ':' || e.song
  )),
  e.start_time, e.userid, e.level, e.sessionid, e.location, e.useragent, e.log_date
from staging_events e
where e.page = 'NextSong' and e.log_date between :'first_day' and :'last_day'
