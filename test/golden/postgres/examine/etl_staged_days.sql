select count(*) as examined from etl_staged_days where log_date between :'first_day' and :'last_day'
