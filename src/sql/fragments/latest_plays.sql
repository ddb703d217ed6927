-- For each stale user with a play on a published day, the attributes that came with the latest one; where two plays start
-- at the same time, those of the higher session and item. Asked of staging alone: a day that was staged again but not
-- published again may have lost the play that songplays still knows.
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
      and log_date in (:(days_that_count))
    group by userid
  ) latest on latest.user_id = e.userid and latest.start_time = e.start_time
  where e.page = 'NextSong' and e.log_date in (:(days_that_count))
) ranked_plays
where preference = 1
