-- Every published table has rows.
-- severity: error
-- scope: all
-- tables: songplays, users, songs, artists, time
-- unit: empty table
select table_name
from (
  select 'songplays' as table_name, count(*) as row_count from songplays
  union all select 'users', count(*) from users
  union all select 'songs', count(*) from songs
  union all select 'artists', count(*) from artists
  union all select 'time', count(*) from time
) counts
where row_count = 0
