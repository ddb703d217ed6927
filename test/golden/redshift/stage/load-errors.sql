select trim(file_name) as file_name, line_number, trim(column_name) as column_name, trim(column_type) as column_type,
  trim(column_length) as column_length, error_code, trim(error_message) as reason
from sys_load_error_detail
where session_id = :'session' and start_time >= :'since'
order by start_time, file_name, line_number
limit :'limit'
