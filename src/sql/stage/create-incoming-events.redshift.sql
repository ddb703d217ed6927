-- Where COPY puts the events of one day, tagged with it. All numbers are doubles: it is not documented whether COPY takes
-- 1541105830796.0 for a BIGINT.
create temporary table incoming_events (
  artist :(text),
  auth :(text),
  firstname :(text),
  gender :(text),
  iteminsession double precision not null,
  lastname :(text),
  length double precision,
  level :(text),
  location :(text),
  method :(text),
  page :(text) not null,
  registration double precision,
  sessionid double precision not null,
  song :(text),
  status double precision,
  ts double precision not null,
  useragent :(text),
  userid double precision,
  log_date date default :'day'
)
diststyle even
