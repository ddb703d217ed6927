-- The runs with days that they did not load, and that no later run has loaded; and those that ended before they knew their days, if no
-- later run of the same command succeeded. The latest first.
select r.run_id, r.command, r.state, r.day_count
from etl_runs r
left join (select distinct run_id from (:(incomplete_days)) days) incomplete on incomplete.run_id = r.run_id
left join (
  select command, max(started_at) as started_at from etl_runs where state = 'succeeded' group by command
) success on success.command = r.command
where incomplete.run_id is not null
  or (
    r.is_writing and r.state <> 'succeeded' and r.day_count = 0
    and coalesce(success.started_at, timestamp '1970-01-01 00:00:00') <= r.started_at
  )
order by :(run_end) desc, r.run_id desc
