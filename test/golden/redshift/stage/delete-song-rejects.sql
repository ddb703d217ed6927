delete from staging_rejects where table_name = 'staging_songs'
