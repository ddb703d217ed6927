-- Never has a row: who holds its lock may write. Redshift has no advisory locks.
create table if not exists etl_lock (
  holder integer
)
diststyle all
