select count(*) as examined from staging_rejects where log_date between :'first_day' and :'last_day'
