-- Adds the songs that were read to the catalogue, in their own types and with the file that each is from; adding 0 makes 0 of -0.
insert into staging_songs (
  num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year,
  file_name
)
select
  cast(num_songs as integer), artist_id, artist_latitude + 0, artist_longitude + 0, artist_location, artist_name, song_id,
  title, duration + 0, cast(year as integer), file_name
from incoming_songs
