delete from artists where artist_id in (select artist_id from staging_songs)
