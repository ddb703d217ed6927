-- Published days that were staged again since: their plays in songplays are those of the delivery before.
create table if not exists etl_restaged_days (
  log_date date not null
)
--! redshift: diststyle all sortkey (log_date)
