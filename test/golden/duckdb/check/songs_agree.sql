select song_id, title, artist_id, year, duration, 'not in songs' as problem
from (select song_id, title, artist_id, year, duration
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
where preference = 1 except select song_id, title, artist_id, year, duration from songs) missing
union all
select song_id, title, artist_id, year, duration, 'not in staging' as problem
from (select song_id, title, artist_id, year, duration from songs except select song_id, title, artist_id, year, duration
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
where preference = 1) unexpected
where song_id not in (
    select song_id
    from songs
    where song_id not in (select song_id from staging_songs) and song_id in (select song_id from songplays)
  )
