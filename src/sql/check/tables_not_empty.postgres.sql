-- Every published table has rows.
-- severity: error
-- scope: all
-- tables: songplays, users, songs, artists, time
-- unit: empty table
select 'songplays' as table_name where not exists (select 1 from songplays)
union all
select 'users' where not exists (select 1 from users)
union all
select 'songs' where not exists (select 1 from songs)
union all
select 'artists' where not exists (select 1 from artists)
union all
select 'time' where not exists (select 1 from time)
