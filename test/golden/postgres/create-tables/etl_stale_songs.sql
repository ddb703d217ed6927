create table if not exists etl_stale_songs (
  song_id varchar(1024) collate "C" not null
)
