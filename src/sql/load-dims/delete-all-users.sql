-- Empties the dimension, in a way that can be rolled back.
delete from users
