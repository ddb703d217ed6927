select artist_id, name, location, latitude, longitude, 'not in artists' as problem
from (select artist_id, artist_name as name, artist_location as location, artist_latitude as latitude,
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
where preference = 1 except select artist_id, name, location, latitude, longitude from artists) missing
union all
select artist_id, name, location, latitude, longitude, 'not in staging' as problem
from (select artist_id, name, location, latitude, longitude from artists except select artist_id, artist_name as name, artist_location as location, artist_latitude as latitude,
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
where preference = 1) unexpected
where artist_id not in (
    select artist_id
    from artists
    where artist_id not in (select artist_id from staging_songs) and artist_id in (select artist_id from songplays)
  )
