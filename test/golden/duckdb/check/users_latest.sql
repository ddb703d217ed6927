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
      where case when log_date in (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days)) then 1 end = 1 and page = 'NextSong'
        and start_time >= (select min(start_time) from songplays where log_date between :'first_day' and :'last_day')
      group by userid
    ) all_users
    where user_id in (select user_id from songplays where log_date between :'first_day' and :'last_day')
  ) last_played on last_played.user_id = e.userid and last_played.start_time = e.start_time
  where e.log_date in (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days))
) latest on latest.user_id = u.user_id and latest.preference = 1
where u.user_id not in (
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
