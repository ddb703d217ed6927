select count(*) as songs from staging_songs
