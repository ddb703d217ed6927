with unmatched as (
  select p.songplay_id, e.artist, e.song, e.length, md5(e.artist) as artist_key, md5(e.song) as title_key
  from staging_events e
  join songplays p on p.songplay_id = md5(concat(
    e.sessionid, ':', e.iteminsession, ':', e.ts, ':', e.userid, ':', length(e.artist), ':', e.artist, ':' || e.song
  )) and p.log_date = e.log_date
  where e.page = 'NextSong' and p.song_id is null
    and e.log_date between :'first_day' and :'last_day' and p.log_date between :'first_day' and :'last_day'
),
known as (
  select distinct md5(s.artist_name) as artist_key, md5(s.title) as title_key, s.duration
  from staging_songs s
  where s.artist_name is not null
),
known_artists as (
  select distinct artist_key from known
),
known_titles as (
  select distinct artist_key, title_key from known where title_key is not null
),
reasons as (
  select u.songplay_id, u.artist, u.song, u.length,
    case
      when coalesce(u.song, '') = '' or coalesce(u.artist, '') = '' then 'no song in the event'
      when a.artist_key is null and (position('Ã' in u.artist) > 0
    and substring(u.artist, position('Ã' in u.artist) + 1, 1) > '~' and substring(u.artist, position('Ã' in u.artist) + 1, 1) <= '¿'
    or position('Â' in u.artist) > 0
    and substring(u.artist, position('Â' in u.artist) + 1, 1) > '~' and substring(u.artist, position('Â' in u.artist) + 1, 1) <= '¿') then 'encoding'
      when a.artist_key is null then 'unknown artist'
      when t.title_key is null and (position('Ã' in u.song) > 0
    and substring(u.song, position('Ã' in u.song) + 1, 1) > '~' and substring(u.song, position('Ã' in u.song) + 1, 1) <= '¿'
    or position('Â' in u.song) > 0
    and substring(u.song, position('Â' in u.song) + 1, 1) > '~' and substring(u.song, position('Â' in u.song) + 1, 1) <= '¿') then 'encoding'
      when t.title_key is null then 'unknown title'
      when k.title_key is null then 'other duration'
      else 'song came after the play was loaded'
    end as reason
  from unmatched u
  left join known_artists a on a.artist_key = u.artist_key
  left join known_titles t on t.artist_key = u.artist_key and t.title_key = u.title_key
  left join known k on k.artist_key = u.artist_key and k.title_key = u.title_key and k.duration = u.length
)
select reason, artist, song as title, length as duration, count(distinct songplay_id) as plays
from reasons
group by reason, artist, song, length
order by count(distinct songplay_id) desc, reason, artist nulls last, song nulls last, length nulls last
limit :'limit'
