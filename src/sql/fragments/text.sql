-- The type of a text column: 1,024 bytes of UTF-8 on Redshift, that many characters elsewhere.
varchar(1024)
