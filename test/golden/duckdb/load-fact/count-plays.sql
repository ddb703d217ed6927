select count(*) as plays, count(song_id) as matched from songplays where log_date in (:'days')
