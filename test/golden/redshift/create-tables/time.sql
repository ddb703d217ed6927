create table if not exists time (
  start_time timestamp not null,
  hour integer not null,
  day integer not null,
  week integer not null,
  month integer not null,
  year integer not null,
  weekday integer not null
)
diststyle key distkey (start_time) sortkey (start_time)
