select cast(log_date as varchar(10)) as day
from etl_staged_days
where log_date not in (select log_date from etl_published_days)
order by log_date
