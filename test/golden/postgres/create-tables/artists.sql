create table if not exists artists (
  artist_id varchar(1024) not null,
  name varchar(1024),
  location varchar(1024),
  latitude double precision,
  longitude double precision
)
