-- Users whose plays changed since the users dimension was last brought up to date.
create table if not exists etl_stale_users (
  user_id bigint not null
)
--! redshift: diststyle all sortkey (user_id)
