-- A token of each transaction that was committed of late: whether one was, is asked where the connection died meanwhile.
create table if not exists etl_commits (
  token varchar(64) not null,
  committed_at timestamp not null
)
diststyle all sortkey (committed_at)
