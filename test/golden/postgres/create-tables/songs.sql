create table if not exists songs (
  song_id varchar(1024) not null,
  title varchar(1024),
  artist_id varchar(1024) not null,
  year integer,
  duration double precision
)
