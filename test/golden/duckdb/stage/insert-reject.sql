insert into staging_rejects (table_name, log_date, file_name, line_number, column_name, value, reason)
values (:table_name, cast(:log_date as date), :file_name, :line_number, :column_name, :value, :reason)
