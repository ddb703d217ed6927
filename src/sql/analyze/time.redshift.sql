-- What the planner knows of time.
analyze time
