-- The stale users as they were at their latest published play; a user without a play any more stays away.
insert into users (user_id, first_name, last_name, gender, level)
select user_id, first_name, last_name, gender, level
from (
  :(latest_plays)
) latest
where user_id not in (
  :(kept_users)
)
