lock table etl_lock
