delete from etl_files
where dataset = 'songs'
  and not (run_id = :'run' and staged_at = cast(:'staged_at' as timestamp))
  and file_name in (
    select file_name from etl_files
    where dataset = 'songs' and run_id = :'run' and staged_at = cast(:'staged_at' as timestamp)
  )
