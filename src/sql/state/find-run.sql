-- The runs whose names begin with what is given, the latest first.
select r.run_id, r.command, r.state, r.day_count, songless.run_id is not null as is_songless
from etl_runs r
left join (:(songless_runs)) songless on songless.run_id = r.run_id
where r.run_id like :'pattern'
order by r.started_at desc, r.run_id desc
