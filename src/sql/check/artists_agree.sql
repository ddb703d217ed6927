-- artists holds exactly what follows from the staged catalogue, for every artist that is staged.
-- severity: error
-- scope: all
-- tables: artists, staging_songs, songplays
-- An artist whose songs came again with another one stays as long as a play has it.
select artist_id, name, location, latitude, longitude, 'not in artists' as problem
from (:(artist_winners) except select artist_id, name, location, latitude, longitude from artists) missing
union all
select artist_id, name, location, latitude, longitude, 'not in staging' as problem
from (select artist_id, name, location, latitude, longitude from artists except :(artist_winners)) unexpected
where artist_id not in (
    select artist_id
    from artists
    where artist_id not in (select artist_id from staging_songs) and artist_id in (select artist_id from songplays)
  )
