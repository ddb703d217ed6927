-- What plays know a song by. Redshift takes texts for equal that differ in blanks at the end only.
title, octet_length(title), artist_name, octet_length(artist_name), duration
