delete from etl_files where dataset = 'events' and log_date in (:'days')
