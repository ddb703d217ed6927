-- One row for each transaction that wrote, for as long as its outcome may be asked for: a connection that dies while it
-- commits leaves that open.
create table if not exists etl_commits (
  token varchar(64) not null,
  committed_at timestamp not null
)
