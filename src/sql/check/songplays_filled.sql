-- On each day with ten plays or more, some play has a location and some has a user agent.
-- severity: warn
-- scope: days
-- tables: songplays
-- unit: empty column
-- Users and levels are for songplays_complete. Songs may be missing from all plays of a day.
select d.log_date, c.column_name, d.plays
from (
  select log_date, count(*) as plays,
    count(case when location <> '' then 1 end) as location,
    count(case when user_agent <> '' then 1 end) as user_agent
  from songplays
  where log_date between :'first_day' and :'last_day'
  group by log_date
) d
cross join (select 'location' as column_name union all select 'user_agent') c
where d.plays >= 10
  and case c.column_name when 'location' then d.location else d.user_agent end = 0
