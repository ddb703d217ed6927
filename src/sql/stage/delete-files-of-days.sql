-- Takes what was staged for these days before from the ledger.
delete from etl_files where dataset = 'events' and log_date in (:'days')
