insert into etl_stale_times (start_time)
select e.start_time
from staging_events e
join staging_songs s
  on s.title = e.song and s.artist_name = e.artist and s.duration = e.length
      and octet_length(s.title) = octet_length(e.song) and octet_length(s.artist_name) = octet_length(e.artist)
where e.page = 'NextSong'
  and e.log_date in (select log_date from etl_published_days)
  and s.song_id in (select song_id from etl_stale_songs)
union
select start_time
from songplays
where song_id in (select song_id from etl_stale_songs)
  and log_date not in (select log_date from etl_restaged_days)
