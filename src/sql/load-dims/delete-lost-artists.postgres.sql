-- Removes artists that no staged song is by any more, because it came again with another, unless a play still has one. OFFSET 0
-- keeps the planner from looking at plays before it is known whether there is such an artist.
delete from artists
where artist_id in (
  select lost.artist_id
  from (
    select a.artist_id
    from artists a
    where not exists (select 1 from staging_songs s where s.artist_id = a.artist_id)
    offset 0
  ) lost
  where not exists (select 1 from songplays p where p.artist_id = lost.artist_id)
)
