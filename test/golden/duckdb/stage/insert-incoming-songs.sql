insert into incoming_songs (
  num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title,
  duration, year
)
select
  cast(nullif(r."num_songs", '') as integer),
  r."artist_id",
  r."artist_latitude",
  r."artist_longitude",
  r."artist_location",
  r."artist_name",
  r."song_id",
  r."title",
  r."duration",
  cast(nullif(r."year", '') as integer)
from (
  select cast(json as varchar) as json, filename, from_json_strict(json, '{"num_songs": "VARCHAR", "artist_id": "VARCHAR", "artist_latitude": "DOUBLE", "artist_longitude": "DOUBLE", "artist_location": "VARCHAR", "artist_name": "VARCHAR", "song_id": "VARCHAR", "title": "VARCHAR", "duration": "DOUBLE", "year": "VARCHAR"}') as r
  from read_ndjson_objects([:'paths'], filename = true, maximum_object_size = :'max_record_bytes')
) records
where :'trusted' = 'yes' or case
  when contains(json, '\u0000') or ends_in_comma(json)
    or r."artist_id" is null or r."artist_id" = ''
    or r."song_id" is null or r."song_id" = ''
    or strlen(r."artist_id") > :'max_text_bytes'
    or strlen(r."artist_location") > :'max_text_bytes'
    or strlen(r."artist_name") > :'max_text_bytes'
    or strlen(r."song_id") > :'max_text_bytes'
    or strlen(r."title") > :'max_text_bytes'
    or case when is_odd(r."artist_id") then json_type(json, '$.artist_id') <> 'VARCHAR' end
    or case when is_odd(r."artist_location") then json_type(json, '$.artist_location') <> 'VARCHAR' end
    or case when is_odd(r."artist_name") then json_type(json, '$.artist_name') <> 'VARCHAR' end
    or case when is_odd(r."song_id") then json_type(json, '$.song_id') <> 'VARCHAR' end
    or case when is_odd(r."title") then json_type(json, '$.title') <> 'VARCHAR' end
    or cast(cast(nullif(r."num_songs", '') as integer) as varchar) <> r."num_songs"
    or cast(cast(nullif(r."year", '') as integer) as varchar) <> r."year"
    or not isfinite(r."artist_latitude") or r."artist_latitude" in (0, 1)
    or not isfinite(r."artist_longitude") or r."artist_longitude" in (0, 1)
    or not isfinite(r."duration") or r."duration" in (0, 1)
  then error('refused: ' || filename)
  else true
end
