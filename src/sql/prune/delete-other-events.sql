-- Removes the staged events that are no plays of days that are pruned: nothing follows from them.
delete from staging_events
where page <> 'NextSong' and :(is_prunable)
