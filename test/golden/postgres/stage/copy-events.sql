copy staging_events (
  artist, auth, firstname, gender, iteminsession, lastname, length, level, location, method, page,
  registration, sessionid, song, status, ts, useragent, userid, log_date, start_time
)
from stdin
