create temporary table incoming_song_files (
  song_id varchar(1024) not null,
  file_name varchar(2048) not null
)
diststyle all
