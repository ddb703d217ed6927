-- Each user that played on these days has the name, gender and level of the latest play.
-- severity: error
-- scope: days
-- tables: users, staging_events, songplays, etl_published_days, etl_restaged_days, etl_staged_days
-- Nobody's latest play is before the first of these days. Pages are compared in a CASE, where DuckDB does it after the joins:
-- as a filter it is done first, for all rows, and takes longer than all the rest.
select u.user_id, u.level, latest.level as latest_level, u.first_name, u.last_name, u.gender
from users u
join (
  select e.userid as user_id, e.firstname as first_name, e.lastname as last_name, e.gender, e.level,
    row_number() over (
      partition by e.userid
      order by e.sessionid desc, e.iteminsession desc, e.log_date, e.level, e.firstname, e.lastname, e.gender
    ) as preference
  from staging_events e
  join (
    select userid as user_id, max(case when page = 'NextSong' then start_time end) as start_time
    from staging_events
    where log_date in (:(days_that_count))
      and start_time >= (:(first_play_time))
      and userid in (select user_id from songplays where log_date between :'first_day' and :'last_day')
    group by userid
  ) last_played on last_played.user_id = e.userid and last_played.start_time = e.start_time
  where e.log_date in (:(days_that_count))
    and case when e.page = 'NextSong' then 1 end = 1
) latest on latest.user_id = u.user_id and latest.preference = 1
where u.user_id not in (
    :(kept_users)
  )
  and (
    coalesce(u.level, '') <> coalesce(latest.level, '') or coalesce(u.gender, '') <> coalesce(latest.gender, '')
    or coalesce(u.first_name, '') <> coalesce(latest.first_name, '')
    or coalesce(u.last_name, '') <> coalesce(latest.last_name, '')
  )
