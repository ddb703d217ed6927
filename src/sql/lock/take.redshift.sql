-- Waits for the lock until statement_timeout is over.
lock table etl_lock
