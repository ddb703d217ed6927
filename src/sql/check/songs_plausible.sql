-- Each song has a title, lasts less than two hours, and is of no year (0) or of one from 1900 to the next.
-- severity: warn
-- scope: all
-- tables: songs
select song_id, title, artist_id, year, duration
from songs
where (
    coalesce(title, '') = ''
    or duration is null or duration <= 0 or duration >= 7200
    or year <> 0 and year < 1900 or year > extract(year from current_date) + 1
  )
