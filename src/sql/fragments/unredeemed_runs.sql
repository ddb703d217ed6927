-- The runs that were to write and did not succeed, if no later run of the same command did.
select r.run_id
from etl_runs r
left join (
  select command, max(started_at) as started_at from etl_runs where state = 'succeeded' group by command
) success on success.command = r.command
where r.is_writing and r.state <> 'succeeded'
  and coalesce(success.started_at, timestamp '1970-01-01 00:00:00') <= r.started_at
