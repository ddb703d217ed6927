delete from users
