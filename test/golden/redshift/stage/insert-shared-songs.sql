insert into incoming_songs (
  num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year, file_name
)
values :each'songs'{("?", "?", "?", "?", "?", "?", "?", "?", "?", "?", "?")}
