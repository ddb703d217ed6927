select case when state in ('active', 'fastpath function call') then 'working' else 'waiting' end as state
from pg_stat_activity
where pid = :'pid' and application_name = 'sparkify-etl'
