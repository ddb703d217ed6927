-- What is staged for these days is about to be published.
delete from etl_restaged_days where log_date in (:'days')
