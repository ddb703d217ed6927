-- What the planner knows of songplays.
analyze songplays
