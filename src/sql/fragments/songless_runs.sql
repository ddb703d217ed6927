-- The runs that could not stage the songs, if no later run of the same command succeeded.
select distinct t.run_id
from (:(unredeemed_runs)) unredeemed
join etl_tasks t on t.run_id = unredeemed.run_id and t.task = 'stage:songs' and t.outcome = 'failed'
