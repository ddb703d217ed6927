-- The tables there are in the schema that is used.
select table_name as name from information_schema.tables where table_schema = current_schema()
