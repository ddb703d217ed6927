-- The days that runs failed to load or did not reach, and that no later run has loaded.
select distinct cast(log_date as varchar(10)) as day
from (:(incomplete_days)) incomplete
order by day
