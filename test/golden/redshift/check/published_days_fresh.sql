select max(log_date) as latest_day
from (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days) published
having max(log_date) < cast(:'fresh_since' as date)
