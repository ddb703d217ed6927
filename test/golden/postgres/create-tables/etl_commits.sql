create table if not exists etl_commits (
  token varchar(64) not null,
  committed_at timestamp not null
)
