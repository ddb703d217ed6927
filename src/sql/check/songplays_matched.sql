-- No play lacks its song although one that fits is staged (songs that came later: run-all or rematch).
-- severity: warn
-- scope: days
-- tables: songplays, staging_events, staging_songs, etl_restaged_days, etl_staged_days
-- when: check
select distinct p.songplay_id, p.start_time, p.log_date
from songplays p
join (
  select :(songplay_id) as songplay_id
  from staging_events e
  join staging_songs s on :(song_fits)
  where e.page = 'NextSong' and e.log_date between :'first_day' and :'last_day'
) fitting on fitting.songplay_id = p.songplay_id
where p.log_date between :'first_day' and :'last_day' and p.song_id is null
  and p.log_date not in (:(pruned_days))
