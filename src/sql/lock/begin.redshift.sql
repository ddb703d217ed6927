-- Opens the transaction that lasts as long as the lock.
begin
