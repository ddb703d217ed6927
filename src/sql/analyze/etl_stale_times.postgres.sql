-- Counts anew what the planner knows of etl_stale_times: it would think of a load of many days as one of two hundred times.
analyze etl_stale_times
