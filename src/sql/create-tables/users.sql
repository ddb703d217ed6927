-- One row for each user that played, with the attributes of the latest play.
create table if not exists users (
  user_id bigint not null,
  first_name :(text),
  last_name :(text),
  gender :(text),
  level :(text)
)
--! redshift: diststyle all sortkey (user_id)
