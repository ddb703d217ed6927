insert into etl_commits (token, committed_at) values (:'token', clock_timestamp() at time zone 'UTC')
