select u.user_id, u.level, latest.level as latest_level, u.first_name, u.last_name, u.gender
from users u
cross join lateral (
  select e.firstname as first_name, e.lastname as last_name, e.gender, e.level
  from staging_events e
  where e.userid = u.user_id and e.page = 'NextSong' and e.log_date in (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days))
  order by e.start_time desc, e.sessionid desc, e.iteminsession desc,
    e.log_date, e.level, e.firstname, e.lastname, e.gender
  limit 1
) latest
where u.user_id in (select user_id from songplays where log_date between :'first_day' and :'last_day')
  and u.user_id not in (
    select k.user_id
  from (
    select user_id, max(start_time) as start_time
    from songplays
    where user_id is not null and log_date in (select log_date from etl_restaged_days where log_date in (select log_date from etl_staged_days))
    group by user_id
  ) k
  left join (
    select user_id, max(start_time) as start_time
    from songplays
    where log_date not in (select log_date from etl_restaged_days where log_date in (select log_date from etl_staged_days))
      and user_id in (
        select user_id from songplays where user_id is not null and log_date in (select log_date from etl_restaged_days where log_date in (select log_date from etl_staged_days))
      )
    group by user_id
  ) c on c.user_id = k.user_id
  where c.start_time is null or c.start_time < k.start_time
  )
  and (
    (nullif(u.level, latest.level) is not null or nullif(latest.level, u.level) is not null) or (nullif(u.gender, latest.gender) is not null or nullif(latest.gender, u.gender) is not null) or (nullif(u.first_name, latest.first_name) is not null or nullif(latest.first_name, u.first_name) is not null) or (nullif(u.last_name, latest.last_name) is not null or nullif(latest.last_name, u.last_name) is not null)
  )
