-- How many events of each of these days are staged.
select cast(log_date as varchar(10)) as day, count(*) as row_count
from staging_events
where log_date in (:'days')
group by log_date
