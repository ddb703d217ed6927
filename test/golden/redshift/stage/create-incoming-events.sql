create temporary table incoming_events (
  artist varchar(1024),
  auth varchar(1024),
  firstname varchar(1024),
  gender varchar(1024),
  iteminsession double precision not null,
  lastname varchar(1024),
  length double precision,
  level varchar(1024),
  location varchar(1024),
  method varchar(1024),
  page varchar(1024) not null,
  registration double precision,
  sessionid double precision not null,
  song varchar(1024),
  status double precision,
  ts double precision not null,
  useragent varchar(1024),
  userid double precision,
  log_date date default :'day'
)
diststyle even
