create table if not exists staging_songs (
  num_songs integer,
  artist_id varchar(1024) collate "C" not null,
  artist_latitude double precision,
  artist_longitude double precision,
  artist_location varchar(1024) collate "C",
  artist_name varchar(1024) collate "C",
  song_id varchar(1024) collate "C" not null,
  title varchar(1024) collate "C",
  duration double precision,
  year integer,
  file_name varchar(2048)
)
