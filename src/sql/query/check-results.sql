-- How the checks of the latest runs came out, the latest first; those that passed or had nothing to examine left out.
-- limit: 50
select r.checked_at, r.run_id, r.command, r.check_name, r.severity, r.outcome, r.is_unblocked, r.row_count, r.examined_count,
  r.row_share, r.first_day, r.last_day, r.duration_ms, r.finding
from etl_check_results r
where r.outcome not in ('passed', 'empty')
order by r.checked_at desc, r.run_id, r.check_name
limit :'limit'
