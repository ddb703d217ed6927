-- The users whose latest play is one of a day that was staged again: who they were then is not staged any more, so their
-- rows in users are kept until that day is loaded.
select k.user_id
  from (
    select user_id, max(start_time) as start_time
    from songplays
    where user_id is not null and log_date in (:(days_staged_again))
    group by user_id
  ) k
  left join (
    select user_id, max(start_time) as start_time
    from songplays
    where log_date not in (:(days_staged_again))
      and user_id in (
        select user_id from songplays where user_id is not null and log_date in (:(days_staged_again))
      )
    group by user_id
  ) c on c.user_id = k.user_id
  where c.start_time is null or c.start_time < k.start_time
