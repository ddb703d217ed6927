-- Where the songs that are read wait until it is known which songs they replace.
create temporary table incoming_songs (
  :(song_columns)
)
