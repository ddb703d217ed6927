select artist, auth, firstname, gender, lastname, level, location, method, page, song, useragent
from incoming_events
where artist ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or auth ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or firstname ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or gender ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or lastname ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or level ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or location ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or method ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or page ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or song ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or useragent ~ '^([{[]|(true|false|-0)$|-?[0-9]+[.eE][-+.eE0-9]*$|-?[0-9]{16,}$)'
  or octet_length(page) = 0
  or iteminsession <> floor(iteminsession)
  or iteminsession not between -2147483648 and 2147483647
  or status <> floor(status)
  or status not between -2147483648 and 2147483647
  or sessionid <> floor(sessionid)
  or sessionid not between -4503599627370496 and 4503599627370496
  or userid <> floor(userid)
  or userid not between -4503599627370496 and 4503599627370496
  or ts <> floor(ts)
  or ts not between 0 and 253402300799999
  or length not between cast('-1.7976931348623157e308' as double precision) and cast('1.7976931348623157e308' as double precision)
  or registration not between cast('-1.7976931348623157e308' as double precision) and cast('1.7976931348623157e308' as double precision)
limit :'limit'
