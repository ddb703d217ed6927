insert into etl_staged_days (log_date, records)
values :each'read_days'{(cast('?' as date), '?')}
