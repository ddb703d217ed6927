select count(*) as examined from staging_events where log_date between :'first_day' and :'last_day'
