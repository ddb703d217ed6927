-- Removes the users that are brought up to date.
delete from users
where user_id in (select user_id from etl_stale_users)
  and user_id not in (
    :(kept_users)
  )
