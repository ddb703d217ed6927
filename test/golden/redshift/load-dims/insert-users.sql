insert into users (user_id, first_name, last_name, gender, level)
select user_id, first_name, last_name, gender, level
from (
  select user_id, first_name, last_name, gender, level
from (
  select e.userid as user_id, e.firstname as first_name, e.lastname as last_name, e.gender, e.level,
    row_number() over (
      partition by e.userid
      order by e.sessionid desc, e.iteminsession desc, e.log_date, e.level, e.firstname, e.lastname, e.gender
    ) as preference
  from staging_events e
  join (
    select userid as user_id, max(start_time) as start_time
    from staging_events
    where page = 'NextSong' and userid in (select user_id from etl_stale_users)
      and log_date in (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days))
    group by userid
  ) latest on latest.user_id = e.userid and latest.start_time = e.start_time
  where e.page = 'NextSong' and e.log_date in (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days))
) ranked_plays
where preference = 1
) latest
where user_id not in (
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
