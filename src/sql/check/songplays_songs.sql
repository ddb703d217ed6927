-- The song of each play that has one is in songs.
-- severity: error
-- scope: days
-- tables: songplays, songs
select p.songplay_id, p.start_time, p.song_id, p.log_date
from songplays p
left join songs d on d.song_id = p.song_id
where p.log_date between :'first_day' and :'last_day' and p.song_id is not null and d.song_id is null
