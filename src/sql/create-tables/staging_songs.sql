-- The song catalogue as delivered: one row a record, several where an id was delivered several times.
create table if not exists staging_songs (
  :(song_columns)
)
--! redshift: diststyle even sortkey (song_id)
