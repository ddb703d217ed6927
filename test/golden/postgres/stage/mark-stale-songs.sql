insert into etl_stale_songs (song_id)
select song_id from incoming_songs where song_id not in (select song_id from staging_songs)
union
select song_id from (
  select
    num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year
  from incoming_songs
  where song_id in (select song_id from staging_songs)
  except
  select num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year
  from staging_songs
) new_records
union
select song_id from (
  select num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year
  from staging_songs
  where song_id in (select song_id from incoming_songs)
    or file_name in (
      select file_name from etl_files
      where dataset = 'songs' and run_id = :'run' and staged_at = cast(:'staged_at' as timestamp)
    )
  except
  select
    num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year
  from incoming_songs
) former_records
