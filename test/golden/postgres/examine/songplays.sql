select count(*) as examined from songplays where log_date between :'first_day' and :'last_day'
