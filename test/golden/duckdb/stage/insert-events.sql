insert into staging_events (
  artist, auth, firstname, gender, iteminsession, lastname, length, level, location, method, page,
  registration, sessionid, song, status, ts, useragent, userid, log_date, start_time
)
select
  r."artist", r."auth", r."firstName", r."gender", n_iteminsession, r."lastName", n_length, r."level",
  r."location", r."method", r."page", n_registration, n_sessionid, r."song", n_status, n_ts, r."userAgent",
  n_userid, cast(left(parse_filename(filename), 10) as date), epoch_ms(n_ts)
from (
  select json, filename, r,
    cast(nullif(r."itemInSession", '') as integer) as n_iteminsession,
    cast(cast(r."length" as varchar) as double) as n_length,
    cast(cast(r."registration" as varchar) as double) as n_registration,
    cast(nullif(r."sessionId", '') as bigint) as n_sessionid,
    cast(nullif(r."status", '') as integer) as n_status,
    cast(nullif(r."ts", '') as bigint) as n_ts,
    cast(nullif(r."userId", '') as bigint) as n_userid
  from (
    select cast(json as varchar) as json, filename, from_json_strict(json, '{
      "artist": "VARCHAR", "auth": "VARCHAR", "firstName": "VARCHAR", "gender": "VARCHAR",
      "itemInSession": "VARCHAR", "lastName": "VARCHAR", "length": "JSON", "level": "VARCHAR",
      "location": "VARCHAR", "method": "VARCHAR", "page": "VARCHAR", "registration": "JSON",
      "sessionId": "VARCHAR", "song": "VARCHAR", "status": "VARCHAR", "ts": "VARCHAR",
      "userAgent": "VARCHAR", "userId": "VARCHAR"
    }') as r
    from read_ndjson_objects([:'paths'], filename = true, maximum_object_size = :'max_record_bytes')
  ) objects
) records
where :'trusted' = 'yes' or case
  when contains(json, '\u0000') or ends_in_comma(json)
    or case when len(json_keys(json)) > 18 then is_lax(json) else false end
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
    or cast(n_iteminsession as varchar) <> r."itemInSession"
    or cast(n_sessionid as varchar) <> r."sessionId"
    or cast(n_status as varchar) <> r."status"
    or cast(n_ts as varchar) <> r."ts"
    or cast(n_userid as varchar) <> r."userId"
    or not isfinite(n_length)
    or not isfinite(n_registration)
    or n_sessionid not between -9007199254740991 and 9007199254740991
    or n_ts not between 0 and 253402300799999
    or n_userid not between -9007199254740991 and 9007199254740991
  then error('refused: ' || filename)
  else true
end
