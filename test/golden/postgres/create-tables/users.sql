create table if not exists users (
  user_id bigint not null,
  first_name varchar(1024) collate "C",
  last_name varchar(1024) collate "C",
  gender varchar(1024) collate "C",
  level varchar(1024) collate "C"
)
