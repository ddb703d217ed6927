-- Marks every staged song, so that all plays are matched again.
insert into etl_stale_songs (song_id) select distinct song_id from staging_songs
