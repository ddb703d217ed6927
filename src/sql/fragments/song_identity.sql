-- What plays know a song by.
title, artist_name, duration
