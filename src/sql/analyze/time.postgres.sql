-- Brings what the planner knows of the table up to date.
analyze time
