delete from incoming_songs where rtrim(song_id) in (:each'songs'{"?"})
