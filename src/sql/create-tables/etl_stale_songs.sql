-- Songs that are new or changed since plays were last matched with the catalogue.
create table if not exists etl_stale_songs (
  song_id :(text) not null
)
--! redshift: diststyle all sortkey (song_id)
