insert into etl_commits (token, committed_at) values (:'token', getdate())
