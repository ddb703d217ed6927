insert into etl_staged_days (log_date) values :rows'days'
