-- What is told of one run.
select :(run_columns)
from etl_runs
where run_id = :'run'
