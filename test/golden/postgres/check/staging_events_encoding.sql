select artist, song, sessionid, iteminsession, log_date
from staging_events
where log_date between :'first_day' and :'last_day' and ((position('Ã' in artist) > 0
    and substring(artist, position('Ã' in artist) + 1, 1) > '~' and substring(artist, position('Ã' in artist) + 1, 1) <= '¿'
    or position('Â' in artist) > 0
    and substring(artist, position('Â' in artist) + 1, 1) > '~' and substring(artist, position('Â' in artist) + 1, 1) <= '¿') or (position('Ã' in song) > 0
    and substring(song, position('Ã' in song) + 1, 1) > '~' and substring(song, position('Ã' in song) + 1, 1) <= '¿'
    or position('Â' in song) > 0
    and substring(song, position('Â' in song) + 1, 1) > '~' and substring(song, position('Â' in song) + 1, 1) <= '¿'))
