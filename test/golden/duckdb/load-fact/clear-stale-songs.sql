delete from etl_stale_songs
