-- Whether a process of the server works on a statement of ours, or waits for one; no row: it is gone.
select case when state in ('active', 'fastpath function call') then 'working' else 'waiting' end as state
from pg_stat_activity
where pid = :'pid' and application_name = 'sparkify-etl'
