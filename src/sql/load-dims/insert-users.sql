-- The stale users as they were at their latest published play; a user without a play any more stays away.
insert into users (user_id, first_name, last_name, gender, level)
:(latest_plays)
