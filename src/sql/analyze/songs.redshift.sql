-- What the planner knows of songs.
analyze songs
