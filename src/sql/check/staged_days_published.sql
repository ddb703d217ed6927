-- Each staged day is published.
-- severity: warn
-- scope: all
-- tables: etl_staged_days, etl_published_days
-- unit: day
-- when: check
select log_date, records
from etl_staged_days
where log_date not in (select log_date from etl_published_days)
