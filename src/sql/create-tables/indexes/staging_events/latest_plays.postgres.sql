-- Finds the latest play of a user without reading the user's earlier ones.
create index if not exists staging_events_latest_plays on staging_events (userid, start_time) where page = 'NextSong'
