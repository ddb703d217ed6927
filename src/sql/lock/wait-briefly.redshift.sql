-- How long to wait for the lock, in milliseconds.
set statement_timeout to :'milliseconds'
