update etl_runs
set state = 'abandoned', ended_at = cast(:'now' as timestamp), error = 'the run ended without a word: it was killed, or lost its connection for good'
where state = 'running' and is_writing and run_id <> :'run'
