-- What the planner knows of staging_songs.
analyze staging_songs
