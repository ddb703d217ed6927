-- Empties the dimension, in a way that can be rolled back, but for songs that are not staged any more and a play still has: plays of
-- days that were staged again or pruned keep them.
delete from songs
where song_id in (select song_id from staging_songs)
  or song_id not in (select song_id from songplays where song_id is not null)
