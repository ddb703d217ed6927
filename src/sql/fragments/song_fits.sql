-- True for a play e and a song s of the catalogue that are the same in title, artist and duration.
s.title = e.song and s.artist_name = e.artist and s.duration = e.length
