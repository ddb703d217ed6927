insert into staging_songs (
  num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title, duration, year,
  file_name
)
select
  s.num_songs, s.artist_id, s.artist_latitude, s.artist_longitude, s.artist_location, s.artist_name, s.song_id, s.title,
  s.duration, s.year, f.file_name
from incoming_songs s
positional join (
  select case when contains(fields[1], '%') then url_decode(fields[1]) else fields[1] end as file_name,
    unnest(range(cast(fields[2] as bigint)))
  from (
    select string_split(line, chr(9)) as fields
    from (select unnest(string_split(:files, chr(10))) as line) lines
    where line <> ''
  ) files
) f
