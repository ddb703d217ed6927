select pg_backend_pid() as session_id, sysdate as started_at
