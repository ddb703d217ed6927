-- Published days whose plays in songplays stay as they are, because they do not follow from what is staged: days that were staged
-- again since, and those that are not staged any more (prune).
create table if not exists etl_restaged_days (
  log_date date not null
)
--! redshift: diststyle all sortkey (log_date)
