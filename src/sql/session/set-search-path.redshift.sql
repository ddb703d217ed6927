-- The schema that holds the tables.
set search_path to :'schema'
