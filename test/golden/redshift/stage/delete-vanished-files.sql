delete from etl_files
where dataset = 'songs'
  and file_name in (:each'vanished'{"?"})
  and file_name in (select file_name from staging_songs where song_id in (select song_id from incoming_songs))
