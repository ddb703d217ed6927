-- For each stale user with a play on a published day, the attributes that came with the latest one. Each user's is looked up
-- by itself: all plays of these users grow with the history.
select u.user_id, p.first_name, p.last_name, p.gender, p.level
from (select distinct user_id from etl_stale_users) u
cross join lateral (
  :(latest_play)
) p
