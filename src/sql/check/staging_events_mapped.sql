-- On each day with ten plays or more, some have an artist, some a song, a length, a user and a level.
-- severity: error
-- scope: days
-- tables: staging_events, etl_restaged_days, etl_staged_days
-- unit: empty column
-- What is missing from all plays of a day was looked for under the wrong key. Without these columns plays tell nothing.
select d.log_date, c.column_name, d.plays
from (
  select log_date, count(*) as plays,
    count(case when artist <> '' then 1 end) as artist,
    count(case when song <> '' then 1 end) as song,
    count(case when length is not null then 1 end) as length,
    count(case when userid is not null then 1 end) as userid,
    count(case when level <> '' then 1 end) as level
  from staging_events
  where log_date between :'first_day' and :'last_day' and log_date not in (:(pruned_days)) and page = 'NextSong'
  group by log_date
) d
cross join (
  select 'artist' as column_name union all select 'song' union all select 'length' union all select 'userid'
  union all select 'level'
) c
where d.plays >= 10
  and case c.column_name
    when 'artist' then d.artist when 'song' then d.song when 'length' then d.length when 'userid' then d.userid
    else d.level
  end = 0
