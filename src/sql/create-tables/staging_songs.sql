-- The song catalogue as delivered: one row a record, several where an id was delivered several times. file_name is what the ledger
-- calls the file that the record is from.
create table if not exists staging_songs (
  :(song_columns),
  file_name varchar(2048)
)
--! redshift: diststyle even sortkey (song_id)
