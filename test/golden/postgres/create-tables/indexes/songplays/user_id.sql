create index if not exists songplays_user_id on songplays (user_id)
