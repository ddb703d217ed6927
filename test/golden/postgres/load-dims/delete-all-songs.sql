delete from songs
where song_id in (select song_id from staging_songs)
  or song_id not in (select song_id from songplays where song_id is not null)
