select cast(log_date as varchar(10)) as day, outcome, reason
from etl_run_days
where run_id = :'run'
order by log_date
