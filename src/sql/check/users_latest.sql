-- Each user that played on these days has the name, gender and level of the latest play.
-- severity: error
-- scope: days
-- tables: users, staging_events, songplays, etl_published_days, etl_restaged_days, etl_staged_days
-- Nobody's latest play is before these days. That of everybody since is found first, and only then those who played on these
-- days are picked, since DuckDB would put all events into a table to look these up in. What stands in a CASE it does last. At that
-- time there is a play, so that ranking plays before other events finds one without looking at the page of everything since.
select u.user_id, u.level, latest.level as latest_level, u.first_name, u.last_name, u.gender
from users u
join (
  select e.userid as user_id, e.firstname as first_name, e.lastname as last_name, e.gender, e.level,
    row_number() over (
      partition by e.userid
      order by case when e.page = 'NextSong' then 0 else 1 end,
        e.sessionid desc, e.iteminsession desc, e.log_date, e.level, e.firstname, e.lastname, e.gender
    ) as preference
  from staging_events e
  join (
    select user_id, start_time
    from (
      select userid as user_id, max(start_time) as start_time
      from staging_events
      where case when log_date in (:(days_that_count)) then 1 end = 1 and page = 'NextSong'
        and start_time >= (:(first_play_time))
      group by userid
    ) all_users
    where user_id in (select user_id from songplays where log_date between :'first_day' and :'last_day')
  ) last_played on last_played.user_id = e.userid and last_played.start_time = e.start_time
  where e.log_date in (:(days_that_count))
) latest on latest.user_id = u.user_id and latest.preference = 1
where u.user_id not in (
    :(kept_users)
  )
  and (
    :(is_outdated level) or :(is_outdated gender) or :(is_outdated first_name) or :(is_outdated last_name)
  )
