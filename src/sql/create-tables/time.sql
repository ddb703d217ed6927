-- One row for each distinct start time of a play, taken apart. All in UTC.
create table if not exists time (
  start_time timestamp not null,
  hour integer not null,
  day integer not null,
  week integer not null,
  month integer not null,
  year integer not null,
  weekday integer not null
)
--! redshift: diststyle key distkey (start_time) sortkey (start_time)
