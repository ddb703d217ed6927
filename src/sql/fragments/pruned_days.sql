-- Published days of whose staged events only those are left that other days or users may need (prune).
select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days)
