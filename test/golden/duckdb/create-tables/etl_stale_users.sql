create table if not exists etl_stale_users (
  user_id bigint not null
)
