create table if not exists staging_events (
  artist varchar(1024),
  auth varchar(1024),
  firstname varchar(1024),
  gender varchar(1024),
  iteminsession integer not null,
  lastname varchar(1024),
  length double precision,
  level varchar(1024),
  location varchar(1024),
  method varchar(1024),
  page varchar(1024) not null,
  registration double precision,
  sessionid bigint not null,
  song varchar(1024),
  status integer,
  ts bigint not null,
  useragent varchar(1024),
  userid bigint,
  log_date date not null,
  start_time timestamp not null
)
diststyle even sortkey (log_date)
