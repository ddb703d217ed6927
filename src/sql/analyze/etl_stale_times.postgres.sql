-- Brings what the planner knows of the table up to date.
analyze etl_stale_times
