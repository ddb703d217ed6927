select check_name, severity, outcome, is_unblocked, row_count, examined_count, finding
from etl_check_results
where run_id = :'run' and outcome <> 'passed'
order by check_name, checked_at
