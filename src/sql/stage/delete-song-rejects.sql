-- Removes the rejects of the song files that this load read again, and of those that are not in the ledger any more; it is up to date
-- by now.
delete from staging_rejects
where table_name = 'staging_songs'
  and (
    file_name in (
      select file_name from etl_files
      where dataset = 'songs' and run_id = :'run' and staged_at = cast(:'staged_at' as timestamp)
    )
    or file_name not in (select file_name from etl_files where dataset = 'songs')
  )
