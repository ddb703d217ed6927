insert into etl_check_failures (run_id, check_name, row_number, offending_row, checked_at)
values :each'failures'{(?, ?, ?, ?, cast(? as timestamp))}
