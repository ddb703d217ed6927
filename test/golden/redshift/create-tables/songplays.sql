create table if not exists songplays (
  songplay_id varchar(32) not null,
  start_time timestamp not null,
  user_id bigint,
  level varchar(1024),
  song_id varchar(1024),
  artist_id varchar(1024),
  session_id bigint not null,
  location varchar(1024),
  user_agent varchar(1024),
  log_date date not null
)
diststyle key distkey (start_time) sortkey (start_time)
