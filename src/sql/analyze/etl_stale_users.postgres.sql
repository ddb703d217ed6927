-- Counts anew what the planner knows of etl_stale_users: it would think of a load of many days as one of two hundred users.
analyze etl_stale_users
