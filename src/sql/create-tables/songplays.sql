-- The fact: one row for each NextSong event, whether or not its song is known.
create table if not exists songplays (
  songplay_id varchar(32) not null,
  start_time timestamp not null,
  user_id bigint,
  level :(text),
  song_id :(text),
  artist_id :(text),
  session_id bigint not null,
  location :(text),
  user_agent :(text),
  log_date date not null
)
--! redshift: diststyle key distkey (start_time) sortkey (start_time)
