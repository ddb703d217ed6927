-- Forgets that these days were published, so that they are listed once.
delete from etl_published_days where log_date in (:'days')
