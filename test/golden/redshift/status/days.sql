select cast(log_date as varchar(10)) as day, max(is_staged) as is_staged, max(is_published) as is_published,
  max(is_restaged) as is_restaged, sum(records) as records, sum(rejects) as rejects
from (
  select log_date, 1 as is_staged, 0 as is_published, 0 as is_restaged, records, 0 as rejects from etl_staged_days
  union all
  select log_date, 0, 1, 0, 0, 0 from etl_published_days
  union all
  select log_date, 0, 0, 1, 0, 0 from etl_restaged_days
  union all
  select log_date, 0, 0, 0, 0, count(*)
  from staging_rejects
  where table_name = 'staging_events' and log_date is not null
  group by log_date
) all_sides
group by log_date
order by log_date
