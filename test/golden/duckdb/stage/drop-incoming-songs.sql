drop table incoming_songs
