select cast(log_date as varchar(10)) as day from etl_published_days where log_date in (:'days')
