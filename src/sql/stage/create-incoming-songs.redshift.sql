-- Where COPY puts the songs until it is known which they replace. All numbers are doubles: it is not documented which
-- spellings of an integer COPY takes.
create temporary table incoming_songs (
  num_songs double precision,
  artist_id :(text) not null,
  artist_latitude double precision,
  artist_longitude double precision,
  artist_location :(text),
  artist_name :(text),
  song_id :(text) not null,
  title :(text),
  duration double precision,
  year double precision,
  file_name varchar(2048)
)
diststyle even
