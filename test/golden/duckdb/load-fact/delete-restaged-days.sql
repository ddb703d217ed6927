delete from etl_restaged_days where log_date in (:'days')
