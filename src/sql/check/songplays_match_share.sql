-- At least LEAST_MATCH_SHARE of the plays of these days found their song.
-- severity: error
-- scope: days
-- tables: songplays
-- unit: summary
-- setting: LEAST_MATCH_SHARE
select count(*) as plays, count(song_id) as matched
from songplays
where log_date between :'first_day' and :'last_day'
having count(song_id) < count(*) * cast(:'least_match_share' as double precision)
