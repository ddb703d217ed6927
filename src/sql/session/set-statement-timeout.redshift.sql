-- How long the server lets one statement take, in milliseconds; 0 is any time.
set statement_timeout to :'milliseconds'
