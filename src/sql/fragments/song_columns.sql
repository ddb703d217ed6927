-- The columns of a record of the song catalogue.
num_songs integer,
  artist_id :(text) not null,
  artist_latitude double precision,
  artist_longitude double precision,
  artist_location :(text),
  artist_name :(text),
  song_id :(text) not null,
  title :(text),
  duration double precision,
  year integer
