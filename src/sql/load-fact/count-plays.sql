-- The plays of these days, and how many of them found their song.
select count(*) as plays, count(song_id) as matched from songplays where log_date in (:'days')
