select artist_id, name, location, latitude, longitude
from artists
where (
    coalesce(name, '') = ''
    or latitude not between -90 and 90 or longitude not between -180 and 180
    or latitude is null and longitude is not null or latitude is not null and longitude is null
  )
