-- The days that are staged, and how many records were read for each, rejects among them: a day without any event is known to be
-- one. Counted while reading as far as the engine allows, so that what is there can be compared with it.
create table if not exists etl_staged_days (
  log_date date not null,
  records bigint not null
)
--! redshift: diststyle all sortkey (log_date)
