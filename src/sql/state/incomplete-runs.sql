-- The runs with days that they did not load, and that no later run has loaded; those that could not stage the songs; and those that
-- ended before they knew their days, if no later run of the same command succeeded. The latest first.
select r.run_id, r.command, r.state, r.day_count, incomplete.run_id is not null as is_incomplete,
  songless.run_id is not null as is_songless
from etl_runs r
left join (select distinct run_id from (:(incomplete_days)) days) incomplete on incomplete.run_id = r.run_id
left join (:(unredeemed_runs)) unredeemed on unredeemed.run_id = r.run_id
left join (:(songless_runs)) songless on songless.run_id = r.run_id
where incomplete.run_id is not null
  or songless.run_id is not null
  or (unredeemed.run_id is not null and r.day_count = 0)
order by :(run_end) desc, r.run_id desc
