-- The days whose plays are in songplays: what is staged but not listed here was never published.
create table if not exists etl_published_days (
  log_date date not null
)
--! redshift: diststyle all sortkey (log_date)
