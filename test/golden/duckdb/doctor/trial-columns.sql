select table_name, column_name, data_type, character_maximum_length as length, is_nullable, column_default
from information_schema.columns
where table_name like 'etl_doctor_%'
order by table_name, ordinal_position
