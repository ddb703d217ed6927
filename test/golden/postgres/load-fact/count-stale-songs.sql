select count(*) as songs from (select song_id from etl_stale_songs limit 1) first_song
