delete from artists
