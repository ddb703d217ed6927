select e.song as title, e.artist, count(*) as plays
from staging_events e
where e.page = 'NextSong' and e.song is not null and e.log_date in (select log_date from etl_published_days)
  and e.log_date between :'first_day' and :'last_day'
group by e.song, e.artist
order by count(*) desc, e.song, e.artist nulls last
limit :'limit'
