-- What the server is, where tables go, and what time it is there.
select current_setting('server_version') as version, current_user as user_name, current_schema() as schema_name,
  current_setting('search_path') as search_path, extract(epoch from clock_timestamp()) as now_seconds
