-- One row for each song id of the catalogue.
create table if not exists songs (
  song_id :(text) not null,
  title :(text),
  artist_id :(text) not null,
  year integer,
  duration double precision
)
--! redshift: diststyle all sortkey (song_id)
