-- Removes the staged plays of days that are pruned, but for those at times at which one may be needed: a user's latest play of a
-- day (who the user is follows from it, should later plays go), and one that is another day's play (should that day lose it).
delete from staging_events
where page = 'NextSong' and :(is_prunable)
  and start_time in (
    select start_time
    from (
      select start_time, 0 as is_needed
      from staging_events
      where page = 'NextSong' and :(is_prunable)
      union all
      select max(start_time), 1
      from staging_events
      where page = 'NextSong' and userid is not null and :(is_prunable)
      group by userid, log_date
      union all
      select e.start_time, 1
      from (select * from staging_events where page = 'NextSong' and :(is_prunable)) e
      left join songplays p on p.songplay_id = :(songplay_id) and p.log_date = e.log_date
      where p.songplay_id is null
    ) times
    group by start_time
    having max(is_needed) = 0
  )
