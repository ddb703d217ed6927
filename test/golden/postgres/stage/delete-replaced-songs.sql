delete from staging_songs where song_id in (select song_id from incoming_songs)
