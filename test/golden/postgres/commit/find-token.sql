select token from etl_commits where token = :'token'
