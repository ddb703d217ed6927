-- Each play agrees with a staged event of its day in all that comes from the event.
-- severity: error
-- scope: days
-- tables: songplays, staging_events, etl_restaged_days
-- when: check
select songplay_id, start_time, user_id, level, session_id, location, user_agent, log_date
from songplays
where log_date between :'first_day' and :'last_day' and log_date not in (select log_date from etl_restaged_days)
except
select :(songplay_id),
  e.start_time, e.userid, e.level, e.sessionid, e.location, e.useragent, e.log_date
from staging_events e
where e.page = 'NextSong' and e.log_date between :'first_day' and :'last_day'
