delete from time
