delete from songs where song_id in (select song_id from staging_songs)
