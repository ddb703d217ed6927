delete from users
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
