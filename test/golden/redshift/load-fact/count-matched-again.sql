select count(*) as plays, count(song_id) as matched
from songplays
where start_time in (select start_time from etl_stale_times)
  and log_date not in (select log_date from etl_restaged_days)
