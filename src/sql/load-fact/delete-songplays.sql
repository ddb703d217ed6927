-- Removes the plays at stale start times: all plays of the days that are loaded, and those of other days that may be
-- deliveries of the same events. Those of days that were staged again or
-- pruned stay: they could not be made again.
delete from songplays
where start_time in (select start_time from etl_stale_times)
  and log_date not in (select log_date from etl_restaged_days)
