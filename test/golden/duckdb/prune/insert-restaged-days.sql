insert into etl_restaged_days (log_date)
select log_date from etl_published_days where log_date < :'before'
