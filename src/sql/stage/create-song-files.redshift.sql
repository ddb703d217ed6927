-- Which file each song that was read is from.
create temporary table incoming_song_files (
  song_id :(text) not null,
  file_name varchar(2048) not null
)
diststyle all
