-- One row for each song id of staging_songs: the one in which most of title, year (0 means unknown) and duration are
-- known; among equals the first by title, artist, year and duration.
select song_id, title, artist_id, year, duration
from (
  select song_id, title, artist_id, year, duration,
    row_number() over (
      partition by song_id
      order by
        case when title <> '' then 0 else 1 end + case when year > 0 then 0 else 1 end
          + case when duration is null then 1 else 0 end,
        title nulls last, artist_id, year nulls last, duration nulls last
    ) as preference
  from staging_songs
) ranked_songs
where preference = 1
