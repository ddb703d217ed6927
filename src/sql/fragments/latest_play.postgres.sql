-- The latest published play of a user u, as fragments/latest_plays has it; read from the end of an index.
select e.firstname as first_name, e.lastname as last_name, e.gender, e.level
  from staging_events e
  where e.userid = u.user_id and e.page = 'NextSong' and e.log_date in (:(days_that_count))
  order by e.start_time desc, e.sessionid desc, e.iteminsession desc,
    e.log_date, e.level, e.firstname, e.lastname, e.gender
  limit 1
