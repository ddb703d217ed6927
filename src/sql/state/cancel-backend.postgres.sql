-- Stops the statement that a process of the server runs.
select pg_cancel_backend(:'pid')
