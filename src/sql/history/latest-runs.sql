-- The latest runs, the newest first.
select :(run_columns)
from etl_runs
order by started_at desc, run_id desc
limit :'limit'
