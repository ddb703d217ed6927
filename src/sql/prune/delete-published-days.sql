-- Takes days that are pruned from those whose plays follow from what is staged.
delete from etl_published_days where log_date < :'before'
