create table if not exists etl_lock (
  holder integer
)
diststyle all
