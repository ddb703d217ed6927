-- True for a play e and a song s of the catalogue that are the same in title, artist and duration. Redshift takes texts
-- for equal that differ in blanks at the end only, so their lengths are compared as well.
s.title = e.song and s.artist_name = e.artist and s.duration = e.length
      and octet_length(s.title) = octet_length(e.song) and octet_length(s.artist_name) = octet_length(e.artist)
