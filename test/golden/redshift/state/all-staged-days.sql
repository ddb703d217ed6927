select cast(log_date as varchar(10)) as day from etl_staged_days order by log_date
