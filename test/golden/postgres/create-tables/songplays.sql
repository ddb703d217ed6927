create table if not exists songplays (
  songplay_id varchar(32) not null,
  start_time timestamp not null,
  user_id bigint,
  level varchar(1024) collate "C",
  song_id varchar(1024) collate "C",
  artist_id varchar(1024) collate "C",
  session_id bigint not null,
  location varchar(1024) collate "C",
  user_agent varchar(1024) collate "C",
  log_date date not null
)
