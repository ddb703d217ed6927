-- Empties the dimension, in a way that can be rolled back, but for those who could not be made again.
delete from users
where user_id not in (
  :(kept_users)
)
