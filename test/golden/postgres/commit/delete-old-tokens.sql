delete from etl_commits where committed_at < clock_timestamp() at time zone 'UTC' - interval '7 days'
