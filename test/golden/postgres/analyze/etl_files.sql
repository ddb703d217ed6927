analyze etl_files
