-- Of each staged day, the records that were read are those that are staged and those that were rejected.
-- severity: error
-- scope: days
-- tables: etl_staged_days, staging_events, staging_rejects, etl_restaged_days
-- unit: day
select log_date, sum(records) as records, sum(staged) as staged, sum(rejected) as rejected
from (
  select log_date, records, 0 as staged, 0 as rejected
  from etl_staged_days
  where log_date between :'first_day' and :'last_day'
  union all
  select log_date, 0, count(*), 0
  from staging_events
  where log_date between :'first_day' and :'last_day' and log_date not in (:(pruned_days))
  group by log_date
  union all
  select log_date, 0, 0, count(*)
  from staging_rejects
  where table_name = 'staging_events' and log_date between :'first_day' and :'last_day'
  group by log_date
) all_sides
group by log_date
having sum(records) <> sum(staged) + sum(rejected)
