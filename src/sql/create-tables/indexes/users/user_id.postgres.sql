-- Finds the users that are brought up to date. No primary key: a check proves that each stands there once, and shows the rows if not.
create index if not exists users_user_id on users (user_id)
