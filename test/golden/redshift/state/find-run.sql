select r.run_id, r.command, r.state, r.day_count, songless.run_id is not null as is_songless
from etl_runs r
left join (select distinct t.run_id
from (select r.run_id
from etl_runs r
left join (
  select command, max(started_at) as started_at from etl_runs where state = 'succeeded' group by command
) success on success.command = r.command
where r.is_writing and r.state <> 'succeeded'
  and coalesce(success.started_at, timestamp '1970-01-01 00:00:00') <= r.started_at) unredeemed
join etl_tasks t on t.run_id = unredeemed.run_id and t.task = 'stage:songs' and t.outcome = 'failed') songless on songless.run_id = r.run_id
where r.run_id like :'pattern'
order by r.started_at desc, r.run_id desc
