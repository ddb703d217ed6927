insert into incoming_song_files (song_id, file_name) values :each'song_files'{("?", "?")}
