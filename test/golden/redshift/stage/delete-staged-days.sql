delete from etl_staged_days where log_date in (:'days')
