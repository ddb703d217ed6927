-- True for a row whose day is before :before, and published as it is staged.
log_date < :'before' and log_date in (select log_date from etl_published_days)
