-- One row for each artist id of staging_songs: the one in which most of name, location, latitude and longitude are
-- known; among equals the shortest name ("X" before "X Featuring Y"), then the first by name, location and coordinates.
select artist_id, artist_name as name, artist_location as location, artist_latitude as latitude,
  artist_longitude as longitude
from (
  select artist_id, artist_name, artist_location, artist_latitude, artist_longitude,
    row_number() over (
      partition by artist_id
      order by
        case when artist_name <> '' then 0 else 1 end + case when artist_location <> '' then 0 else 1 end
          + case when artist_latitude is null then 1 else 0 end + case when artist_longitude is null then 1 else 0 end,
        length(artist_name) nulls last, artist_name nulls last, artist_location nulls last,
        artist_latitude nulls last, artist_longitude nulls last
    ) as preference
  from staging_songs
) ranked_artists
where preference = 1
