-- What the system views know this load by: the session, and the start of its transaction on the server's clock.
select pg_backend_pid() as session_id, sysdate as started_at
