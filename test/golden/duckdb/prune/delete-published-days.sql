delete from etl_published_days where log_date < :'before'
