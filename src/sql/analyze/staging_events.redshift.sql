-- What the planner knows of staging_events.
analyze staging_events
