select song_id, title, artist_id, year, duration
from songs
where (
    coalesce(title, '') = ''
    or duration is null or duration <= 0 or duration >= 7200
    or year <> 0 and year < 1900 or year > extract(year from current_date) + 1
  )
