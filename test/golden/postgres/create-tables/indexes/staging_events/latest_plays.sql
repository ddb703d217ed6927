create index if not exists staging_events_latest_plays on staging_events (userid, start_time) where page = 'NextSong'
