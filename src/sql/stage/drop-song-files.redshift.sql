-- The songs have the names of their files.
drop table incoming_song_files
