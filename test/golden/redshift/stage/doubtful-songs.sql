select artist_id, artist_location, artist_name, song_id, title
from incoming_songs
where artist_id ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or artist_location ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or artist_name ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or song_id ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or title ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or octet_length(artist_id) = 0
  or octet_length(song_id) = 0
  or num_songs <> floor(num_songs)
  or num_songs not between -2147483648 and 2147483647
  or year <> floor(year)
  or year not between -2147483648 and 2147483647
  or artist_latitude not between cast('-1.7976931348623157e308' as double precision) and cast('1.7976931348623157e308' as double precision)
  or artist_longitude not between cast('-1.7976931348623157e308' as double precision) and cast('1.7976931348623157e308' as double precision)
  or duration not between cast('-1.7976931348623157e308' as double precision) and cast('1.7976931348623157e308' as double precision)
limit :'limit'
