-- The song of each play that has one has the play's title, artist and duration (songs that were delivered again with other values: run-all or rematch).
-- severity: error
-- scope: days
-- tables: songplays, staging_events, staging_songs, etl_restaged_days
-- when: check
select p.songplay_id, p.start_time, p.song_id, p.artist_id, p.log_date
from songplays p
left join (
  select :(songplay_id) as songplay_id, s.song_id, s.artist_id
  from staging_events e
  join staging_songs s on :(song_fits)
  where e.page = 'NextSong' and e.log_date between :'first_day' and :'last_day'
) fitting
  on fitting.songplay_id = p.songplay_id and fitting.song_id = p.song_id and fitting.artist_id = p.artist_id
where p.log_date between :'first_day' and :'last_day' and (p.song_id is not null or p.artist_id is not null)
  and fitting.songplay_id is null
  and p.log_date not in (select log_date from etl_restaged_days)
