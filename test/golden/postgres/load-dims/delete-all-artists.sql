delete from artists
where artist_id in (select artist_id from staging_songs)
  or artist_id not in (select artist_id from songplays where artist_id is not null)
