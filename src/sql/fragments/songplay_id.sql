-- The identity of a play e of staging_events: a hash over all that tells one event of a session from another. The
-- length of the artist's name keeps ("ab", "c") apart from ("a", "bc").
md5(
    cast(e.sessionid as varchar(20)) || ':' || cast(e.iteminsession as varchar(20)) || ':' || cast(e.ts as varchar(20))
    || ':' || coalesce(cast(e.userid as varchar(20)), '')
    || ':' || coalesce(cast(length(e.artist) as varchar(20)), '') || ':' || coalesce(e.artist, '')
    || coalesce(':' || e.song, '')
  )
