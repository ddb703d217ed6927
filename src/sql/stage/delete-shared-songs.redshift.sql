-- Removes songs that several files hold: which of them a record is from cannot be told.
delete from incoming_songs where rtrim(song_id) in (:each'songs'{"?"})
