-- What the planner knows of artists.
analyze artists
