-- Published days that were staged again since.
select log_date from etl_restaged_days where log_date in (select log_date from etl_staged_days)
