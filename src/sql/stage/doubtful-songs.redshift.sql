-- The texts of the records that the exact reader has to look at.
select artist_id, artist_location, artist_name, song_id, title
from incoming_songs
where :(doubtful_song)
limit :'limit'
