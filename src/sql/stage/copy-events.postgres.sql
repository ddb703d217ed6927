-- The events that are read, sent as lines of text; start_time is ts as a moment in UTC.
copy staging_events (
  artist, auth, firstname, gender, iteminsession, lastname, length, level, location, method, page,
  registration, sessionid, song, status, ts, useragent, userid, log_date, start_time
)
from stdin
