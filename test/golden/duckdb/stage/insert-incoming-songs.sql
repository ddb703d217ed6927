insert into incoming_songs (
  num_songs, artist_id, artist_latitude, artist_longitude, artist_location, artist_name, song_id, title,
  duration, year
)
select
  n_num_songs, r."artist_id", n_artist_latitude, n_artist_longitude, r."artist_location", r."artist_name",
  r."song_id", r."title", n_duration, n_year
from (
  select json, filename, r,
    cast(nullif(r."num_songs", '') as integer) as n_num_songs,
    cast(cast(r."artist_latitude" as varchar) as double) as n_artist_latitude,
    cast(cast(r."artist_longitude" as varchar) as double) as n_artist_longitude,
    cast(cast(r."duration" as varchar) as double) as n_duration,
    cast(nullif(r."year", '') as integer) as n_year
  from (
    select cast(json as varchar) as json, filename, from_json_strict(json, '{
      "num_songs": "VARCHAR", "artist_id": "VARCHAR", "artist_latitude": "JSON", "artist_longitude": "JSON",
      "artist_location": "VARCHAR", "artist_name": "VARCHAR", "song_id": "VARCHAR", "title": "VARCHAR",
      "duration": "JSON", "year": "VARCHAR"
    }') as r
    from read_ndjson_objects([:'paths'], filename = true, maximum_object_size = :'max_record_bytes')
  ) objects
) records
where :'trusted' = 'yes' or case
  when contains(json, '\u0000') or ends_in_comma(json)
    or case when len(json_keys(json)) > 10 then is_lax(json) else false end
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
    or cast(n_num_songs as varchar) <> r."num_songs"
    or cast(n_year as varchar) <> r."year"
    or not isfinite(n_artist_latitude)
    or not isfinite(n_artist_longitude)
    or not isfinite(n_duration)
  then error('refused: ' || filename)
  else true
end
