create table if not exists etl_stale_users (
  user_id bigint not null
)
diststyle all sortkey (user_id)
