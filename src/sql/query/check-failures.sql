-- Rows that checks found in the latest run in which any did.
-- limit: 100
select f.check_name, f.row_number, f.offending_row, f.run_id, f.checked_at
from etl_check_failures f
where f.run_id = (select max(run_id) from etl_check_failures)
order by f.check_name, f.row_number
limit :'limit'
