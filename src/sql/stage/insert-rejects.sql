-- Sets records aside.
insert into staging_rejects (table_name, log_date, file_name, line_number, column_name, value, reason)
values :each'rejects'{(?, cast(? as date), ?, ?, ?, ?, ?)}
