select d.log_date, c.column_name, d.plays
from (
  select log_date, count(*) as plays,
    count(case when artist <> '' then 1 end) as artist,
    count(case when song <> '' then 1 end) as song,
    count(case when length is not null then 1 end) as length,
    count(case when userid is not null then 1 end) as userid,
    count(case when level <> '' then 1 end) as level
  from staging_events
  where log_date between :'first_day' and :'last_day' and log_date not in (select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days)) and page = 'NextSong'
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
