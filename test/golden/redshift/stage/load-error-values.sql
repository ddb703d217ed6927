select trim(filename) as file_name, line_number, trim(colname) as column_name, trim(type) as column_type,
  trim(col_length) as column_length, err_code as error_code, trim(err_reason) as reason,
  trim(raw_field_value) as value, trim(raw_line) as line
from stl_load_errors
where session = :'session' and starttime >= :'since'
order by starttime, filename, line_number
limit :'limit'
