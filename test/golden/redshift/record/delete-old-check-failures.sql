delete from etl_check_failures where checked_at < :'oldest'
