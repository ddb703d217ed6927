-- The event records of every staged day, as delivered, tagged with the day of their file.
create table if not exists staging_events (
  artist :(text),
  auth :(text),
  firstname :(text),
  gender :(text),
  iteminsession integer not null,
  lastname :(text),
  length double precision,
  level :(text),
  location :(text),
  method :(text),
  page :(text) not null,
  registration double precision,
  sessionid bigint not null,
  song :(text),
  status integer,
  ts bigint not null,
  useragent :(text),
  userid bigint,
  log_date date not null,
  start_time timestamp not null
)
--! redshift: diststyle even sortkey (log_date)
