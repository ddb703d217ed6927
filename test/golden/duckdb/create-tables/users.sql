create table if not exists users (
  user_id bigint not null,
  first_name varchar(1024),
  last_name varchar(1024),
  gender varchar(1024),
  level varchar(1024)
)
