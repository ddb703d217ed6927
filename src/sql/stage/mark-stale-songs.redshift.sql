-- Marks the songs of which a record came, changed or went with the files that this load read: plays may fit others now. Ids that are new
-- are found without looking at the records: at first that is all of them.
insert into etl_stale_songs (song_id)
select song_id from incoming_songs where song_id not in (select song_id from staging_songs)
union
select song_id from (
  select
    cast(num_songs as integer), artist_id, artist_latitude + 0, artist_longitude + 0, artist_location, artist_name, song_id,
    title, duration + 0, cast(year as integer)
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
    cast(num_songs as integer), artist_id, artist_latitude + 0, artist_longitude + 0, artist_location, artist_name, song_id,
    title, duration + 0, cast(year as integer)
  from incoming_songs
) former_records
