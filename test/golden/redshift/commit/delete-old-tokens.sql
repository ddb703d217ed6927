delete from etl_commits where committed_at < getdate() - interval '7 days'
