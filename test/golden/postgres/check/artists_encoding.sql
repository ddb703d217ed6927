select artist_id, name, location
from artists
where ((position('Ã' in name) > 0
    and substring(name, position('Ã' in name) + 1, 1) > '~' and substring(name, position('Ã' in name) + 1, 1) <= '¿'
    or position('Â' in name) > 0
    and substring(name, position('Â' in name) + 1, 1) > '~' and substring(name, position('Â' in name) + 1, 1) <= '¿') or (position('Ã' in location) > 0
    and substring(location, position('Ã' in location) + 1, 1) > '~' and substring(location, position('Ã' in location) + 1, 1) <= '¿'
    or position('Â' in location) > 0
    and substring(location, position('Â' in location) + 1, 1) > '~' and substring(location, position('Â' in location) + 1, 1) <= '¿'))
