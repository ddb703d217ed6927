create temporary table incoming_songs (
  num_songs double precision,
  artist_id varchar(1024) not null,
  artist_latitude double precision,
  artist_longitude double precision,
  artist_location varchar(1024),
  artist_name varchar(1024),
  song_id varchar(1024) not null,
  title varchar(1024),
  duration double precision,
  year double precision,
  file_name varchar(2048)
)
diststyle even
