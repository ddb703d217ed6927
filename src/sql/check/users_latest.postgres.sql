-- Each user that played on these days has the name, gender and level of the latest play.
-- severity: error
-- scope: days
-- tables: users, staging_events, songplays, etl_published_days, etl_restaged_days, etl_staged_days
select u.user_id, u.level, latest.level as latest_level, u.first_name, u.last_name, u.gender
from users u
cross join lateral (
  :(latest_play)
) latest
where u.user_id in (select user_id from songplays where log_date between :'first_day' and :'last_day')
  and u.user_id not in (
    :(kept_users)
  )
  and (
    :(is_outdated level) or :(is_outdated gender) or :(is_outdated first_name) or :(is_outdated last_name)
  )
