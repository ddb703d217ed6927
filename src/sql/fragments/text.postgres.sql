-- The type of a text column, compared byte by byte as DuckDB and Redshift do, not by the rules of a language.
varchar(1024) collate "C"
