-- Ends a process of the server, and with it the transaction it has open.
select pg_terminate_backend(:'pid')
