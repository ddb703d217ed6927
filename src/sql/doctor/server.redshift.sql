-- What the server is, where tables go, and what time it is there.
select version() as version, current_user as user_name, current_schema() as schema_name,
  current_setting('search_path') as search_path, extract(epoch from getdate()) as now_seconds
