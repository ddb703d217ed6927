-- The days of a run that failed or were not reached, and that no later run has loaded.
select cast(log_date as varchar(10)) as day
from (:(incomplete_days)) incomplete
where run_id = :'run'
order by log_date
