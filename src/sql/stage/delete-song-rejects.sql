-- Removes the rejects of the catalogue that was staged before.
delete from staging_rejects where table_name = 'staging_songs'
