-- Notes for each song that was read which file it is from. Blanks at the end of an id do not count.
update incoming_songs
set file_name = f.file_name
from incoming_song_files f
where rtrim(f.song_id) = rtrim(incoming_songs.song_id)
