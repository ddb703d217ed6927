select count(*) as examined from etl_published_days where log_date between :'first_day' and :'last_day'
