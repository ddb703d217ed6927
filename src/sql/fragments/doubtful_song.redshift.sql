-- True for a record of incoming_songs that COPY may have taken although the exact reader refuses it, or takes it for something
-- else: text that may come from an object, an array, a boolean or a number that COPY spells in its own way; empty text
-- that is needed; numbers that are none, or beyond the range of their column, or large enough to hide a fraction. True too
-- often rather than too seldom: the exact reader is asked then.
artist_id ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
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
