-- What the planner knows of users.
analyze users
