set search_path to :'schema'
