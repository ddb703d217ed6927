insert into staging_events (
  artist, auth, firstname, gender, iteminsession, lastname, length, level, location, method, page,
  registration, sessionid, song, status, ts, useragent, userid, log_date, start_time
)
select
  r."artist",
  r."auth",
  r."firstName",
  r."gender",
  cast(nullif(r."itemInSession", '') as integer),
  r."lastName",
  r."length",
  r."level",
  r."location",
  r."method",
  r."page",
  r."registration",
  cast(nullif(r."sessionId", '') as bigint),
  r."song",
  cast(nullif(r."status", '') as integer),
  cast(nullif(r."ts", '') as bigint),
  r."userAgent",
  cast(nullif(r."userId", '') as bigint),
  cast(left(parse_filename(filename), 10) as date),
  epoch_ms(cast(r."ts" as bigint))
from (
  select cast(json as varchar) as json, filename, from_json_strict(json, '{"artist": "VARCHAR", "auth": "VARCHAR", "firstName": "VARCHAR", "gender": "VARCHAR", "itemInSession": "VARCHAR", "lastName": "VARCHAR", "length": "DOUBLE", "level": "VARCHAR", "location": "VARCHAR", "method": "VARCHAR", "page": "VARCHAR", "registration": "DOUBLE", "sessionId": "VARCHAR", "song": "VARCHAR", "status": "VARCHAR", "ts": "VARCHAR", "userAgent": "VARCHAR", "userId": "VARCHAR"}') as r
  from read_ndjson_objects([:'paths'], filename = true, maximum_object_size = :'max_record_bytes')
) records
where :'trusted' = 'yes' or case
  when contains(json, '\u0000') or ends_in_comma(json)
    or r."itemInSession" is null or r."itemInSession" = ''
    or r."page" is null or r."page" = ''
    or r."sessionId" is null or r."sessionId" = ''
    or r."ts" is null or r."ts" = ''
    or strlen(r."artist") > :'max_text_bytes'
    or strlen(r."auth") > :'max_text_bytes'
    or strlen(r."firstName") > :'max_text_bytes'
    or strlen(r."gender") > :'max_text_bytes'
    or strlen(r."lastName") > :'max_text_bytes'
    or strlen(r."level") > :'max_text_bytes'
    or strlen(r."location") > :'max_text_bytes'
    or strlen(r."method") > :'max_text_bytes'
    or strlen(r."page") > :'max_text_bytes'
    or strlen(r."song") > :'max_text_bytes'
    or strlen(r."userAgent") > :'max_text_bytes'
    or case when is_odd(r."artist") then json_type(json, '$.artist') <> 'VARCHAR' end
    or case when is_odd(r."auth") then json_type(json, '$.auth') <> 'VARCHAR' end
    or case when is_odd(r."firstName") then json_type(json, '$.firstName') <> 'VARCHAR' end
    or case when is_odd(r."gender") then json_type(json, '$.gender') <> 'VARCHAR' end
    or case when is_odd(r."lastName") then json_type(json, '$.lastName') <> 'VARCHAR' end
    or case when is_odd(r."level") then json_type(json, '$.level') <> 'VARCHAR' end
    or case when is_odd(r."location") then json_type(json, '$.location') <> 'VARCHAR' end
    or case when is_odd(r."method") then json_type(json, '$.method') <> 'VARCHAR' end
    or case when is_odd(r."page") then json_type(json, '$.page') <> 'VARCHAR' end
    or case when is_odd(r."song") then json_type(json, '$.song') <> 'VARCHAR' end
    or case when is_odd(r."userAgent") then json_type(json, '$.userAgent') <> 'VARCHAR' end
    or cast(cast(nullif(r."itemInSession", '') as integer) as varchar) <> r."itemInSession"
    or cast(cast(nullif(r."sessionId", '') as bigint) as varchar) <> r."sessionId"
    or cast(cast(nullif(r."status", '') as integer) as varchar) <> r."status"
    or cast(cast(nullif(r."ts", '') as bigint) as varchar) <> r."ts"
    or cast(cast(nullif(r."userId", '') as bigint) as varchar) <> r."userId"
    or not isfinite(r."length") or r."length" in (0, 1)
    or not isfinite(r."registration") or r."registration" in (0, 1)
    or cast(nullif(r."sessionId", '') as bigint) not between -9007199254740991 and 9007199254740991
    or cast(nullif(r."userId", '') as bigint) not between -9007199254740991 and 9007199254740991
    or cast(nullif(r."ts", '') as bigint) not between 0 and 253402300799999
  then error('refused: ' || filename)
  else true
end
