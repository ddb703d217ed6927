-- Empties the dimension, in a way that can be rolled back, but for artists that no staged song is by any more and a play still has:
-- plays of days that were staged again or pruned keep them.
delete from artists
where artist_id in (select artist_id from staging_songs)
  or artist_id not in (select artist_id from songplays where artist_id is not null)
