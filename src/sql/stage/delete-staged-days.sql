-- Forgets that these days were staged, so that they are listed once.
delete from etl_staged_days where log_date in (:'days')
