-- Adds the songs that were read to the catalogue, each with the file that it is from.
insert into staging_songs (
  num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year,
  file_name
)
select
  num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year,
  file_name
from incoming_songs
