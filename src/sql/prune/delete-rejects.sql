-- Removes the records that were set aside of days that are pruned.
delete from staging_rejects where table_name = 'staging_events' and :(is_prunable)
