-- Where ten songs or more are staged, each column is filled in some of them.
-- severity: warn
-- scope: all
-- tables: staging_songs
-- unit: empty column
-- songs and artists hold what follows from this table, so that none of their columns is empty unless one is here.
select c.column_name, s.records
from (
  select count(*) as records,
    count(case when num_songs is not null then 1 end) as num_songs,
    count(case when title <> '' then 1 end) as title,
    count(case when artist_name <> '' then 1 end) as artist_name,
    count(case when artist_location <> '' then 1 end) as artist_location,
    count(case when artist_latitude is not null then 1 end) as artist_latitude,
    count(case when artist_longitude is not null then 1 end) as artist_longitude,
    count(case when duration is not null then 1 end) as duration,
    count(case when year is not null then 1 end) as year
  from staging_songs
) s
cross join (
  select 'num_songs' as column_name union all select 'title' union all select 'artist_name'
  union all select 'artist_location' union all select 'artist_latitude' union all select 'artist_longitude'
  union all select 'duration' union all select 'year'
) c
where s.records >= 10
  and case c.column_name
    when 'num_songs' then s.num_songs when 'title' then s.title when 'artist_name' then s.artist_name
    when 'artist_location' then s.artist_location when 'artist_latitude' then s.artist_latitude
    when 'artist_longitude' then s.artist_longitude when 'duration' then s.duration else s.year
  end = 0
