create index if not exists users_user_id on users (user_id)
