-- The artist of each play that has one is in artists.
-- severity: error
-- scope: days
-- tables: songplays, artists
select p.songplay_id, p.start_time, p.artist_id, p.log_date
from songplays p
left join artists d on d.artist_id = p.artist_id
where p.log_date between :'first_day' and :'last_day' and p.artist_id is not null and d.artist_id is null
