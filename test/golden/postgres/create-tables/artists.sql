create table if not exists artists (
  artist_id varchar(1024) collate "C" not null,
  name varchar(1024) collate "C",
  location varchar(1024) collate "C",
  latitude double precision,
  longitude double precision
)
