insert into staging_events (
  artist, auth, firstname, gender, iteminsession, lastname, length, level, location, method, page,
  registration, sessionid, song, status, ts, useragent, userid, log_date, start_time
)
select
  artist, auth, firstname, gender, cast(iteminsession as integer), lastname, length + 0, level, location, method, page,
  registration + 0, cast(sessionid as bigint), song, cast(status as integer), cast(ts as bigint), useragent,
  cast(userid as bigint), log_date,
  timestamp '1970-01-01 00:00:00' + floor(ts / 86400000) * interval '1 day'
    + (ts - floor(ts / 86400000) * 86400000) * interval '0.001 second'
from incoming_events
