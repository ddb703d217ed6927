-- One row if the transaction with this token was committed.
select token from etl_commits where token = :'token'
