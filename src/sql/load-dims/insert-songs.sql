-- One row for each song id of the staged catalogue.
insert into songs (song_id, title, artist_id, year, duration)
:(song_winners)
