-- All plays are matched with the catalogue as it is now.
delete from etl_stale_songs
