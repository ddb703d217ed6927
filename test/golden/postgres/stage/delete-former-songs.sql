delete from staging_songs
where file_name in (
    select file_name from etl_files
    where dataset = 'songs' and run_id = :'run' and staged_at = cast(:'staged_at' as timestamp)
  )
  or (
    song_id in (select song_id from incoming_songs)
    and (file_name is null or file_name not in (select file_name from etl_files where dataset = 'songs'))
  )
