-- The latest published day is within FRESH_WITHIN.
-- severity: error
-- scope: all
-- tables: etl_published_days, etl_restaged_days
-- unit: summary
-- when: check
-- setting: FRESH_WITHIN
-- Right after loading it would keep days of long ago from ever being loaded.
select max(log_date) as latest_day
from (:(published_days)) published
having max(log_date) < cast(:'fresh_since' as date)
