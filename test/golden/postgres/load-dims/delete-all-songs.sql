delete from songs
