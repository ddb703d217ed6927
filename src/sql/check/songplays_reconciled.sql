-- Each staged NextSong event of a published day is one play, and there are no other plays.
-- severity: error
-- scope: days
-- tables: songplays, staging_events, etl_published_days, etl_restaged_days
-- unit: start time
-- The days whose numbers of events and plays agree are done with; only for the others it is asked which events came with
-- several days (they are one play, maybe that of a day that was staged again since) and which are missing. Where all days agree
-- the bounds let nothing in, and are not null, so that DuckDB skips the history instead of reading it in vain.
with differing_days as (
  select log_date
  from (
    select e.log_date, 1 as staged, 0 as published
    from staging_events e
    where e.page = 'NextSong' and e.log_date between :'first_day' and :'last_day'
      and e.log_date in (select log_date from etl_published_days)
    union all
    select p.log_date, 0, 1
    from songplays p
    where p.log_date between :'first_day' and :'last_day' and p.log_date not in (select log_date from etl_restaged_days)
  ) both_sides
  group by log_date
  having sum(staged) <> sum(published)
),
bounds as (
  select coalesce(min(start_time), cast('9999-12-31' as timestamp)) as first_time,
    coalesce(max(start_time), cast('0001-01-01' as timestamp)) as last_time
  from (
    select start_time from staging_events where page = 'NextSong' and log_date in (select log_date from differing_days)
    union all
    select start_time from songplays where log_date in (select log_date from differing_days)
  ) times
),
differing as (
  select start_time, session_id, sum(published) as published, sum(kept) as kept
  from (
    select e.start_time, e.sessionid as session_id, 1 as staged, 0 as published, 0 as kept
    from staging_events e
    where e.page = 'NextSong' and e.log_date in (select log_date from etl_published_days)
      and e.start_time between (select first_time from bounds) and (select last_time from bounds)
    union all
    select p.start_time, p.session_id, 0, case when r.log_date is null then 1 else 0 end,
      case when r.log_date is null then 0 else 1 end
    from songplays p
    left join etl_restaged_days r on r.log_date = p.log_date
    where p.start_time between (select first_time from bounds) and (select last_time from bounds)
  ) both_sides
  group by start_time, session_id
  having sum(staged) <> sum(published)
),
events as (
  select start_time, session_id, count(*) as staged
  from (
    select distinct e.start_time, e.sessionid as session_id, e.iteminsession, e.userid, e.artist, e.song
    from staging_events e
    join differing d on d.start_time = e.start_time and d.session_id = e.sessionid
    where e.page = 'NextSong' and e.log_date in (select log_date from etl_published_days)
      and e.start_time between (select first_time from bounds) and (select last_time from bounds)
  ) distinct_events
  group by start_time, session_id
)
select d.start_time, d.session_id, coalesce(e.staged, 0) as staged, d.published
from differing d
left join events e on e.start_time = d.start_time and e.session_id = d.session_id
where coalesce(e.staged, 0) < d.published or coalesce(e.staged, 0) > d.published + d.kept
