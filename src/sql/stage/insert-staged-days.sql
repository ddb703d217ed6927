-- Lists these days as staged, each with the number of records that were read for it.
insert into etl_staged_days (log_date, records)
values :each'read_days'{(cast('?' as date), '?')}
