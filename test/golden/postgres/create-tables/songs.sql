create table if not exists songs (
  song_id varchar(1024) collate "C" not null,
  title varchar(1024) collate "C",
  artist_id varchar(1024) collate "C" not null,
  year integer,
  duration double precision
)
