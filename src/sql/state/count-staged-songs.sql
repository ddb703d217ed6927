-- How many records the staged catalogue has.
select count(*) as songs from staging_songs
