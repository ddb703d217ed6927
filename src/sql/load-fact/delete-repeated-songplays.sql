-- Removes the plays of days that were staged again or pruned whose event has come with an earlier day now.
delete from songplays
where log_date in (select log_date from etl_restaged_days)
  and songplay_id in (
    select songplay_id from songplays
    where start_time in (select start_time from etl_stale_times)
      and log_date not in (select log_date from etl_restaged_days)
  )
