-- The days whose plays in songplays follow from what is staged: what is listed neither here nor in etl_restaged_days was
-- never published.
create table if not exists etl_published_days (
  log_date date not null
)
--! redshift: diststyle all sortkey (log_date)
