insert into etl_published_days (log_date) values :rows'days'
