-- One row for each artist id of the catalogue.
create table if not exists artists (
  artist_id :(text) not null,
  name :(text),
  location :(text),
  latitude double precision,
  longitude double precision
)
--! redshift: diststyle all sortkey (artist_id)
