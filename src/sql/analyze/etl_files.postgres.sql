-- What the planner knows of the ledger.
analyze etl_files
