-- Marks the songs that were read and that are new, or differ from what is staged of them: plays may fit others now.
insert into etl_stale_songs (song_id)
select song_id from (
  select
    num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year
  from incoming_songs
  except
  select num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year
  from staging_songs
) new_songs
union
select song_id from (
  select num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year
  from staging_songs
  where song_id in (select song_id from incoming_songs)
  except
  select
    num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year
  from incoming_songs
) former_songs
