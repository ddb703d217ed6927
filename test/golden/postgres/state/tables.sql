select table_name as name from information_schema.tables where table_schema = current_schema()
