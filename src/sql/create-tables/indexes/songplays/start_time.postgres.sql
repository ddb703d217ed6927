-- Finds the plays at given times: those are replaced, and time is made of them. Not unique, and songplay_id is no primary key: the
-- load takes care of that and a check proves it, while a constraint would cost each load another index that nothing reads.
create index if not exists songplays_start_time on songplays (start_time)
