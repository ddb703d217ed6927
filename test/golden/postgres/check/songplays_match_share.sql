select count(*) as plays, count(song_id) as matched
from songplays
where log_date between :'first_day' and :'last_day'
having count(song_id) < count(*) * cast(:'least_match_share' as double precision)
