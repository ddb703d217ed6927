delete from etl_staged_days where log_date < :'before' and log_date in (select log_date from etl_published_days)
