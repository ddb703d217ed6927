-- On each day with ten events or more of known users, auth, method, status and each column about the user are filled in some.
-- severity: warn
-- scope: days
-- tables: staging_events, etl_restaged_days, etl_staged_days
-- unit: empty column
-- Who is logged out has none of the columns from firstname on. Those that every play needs are for staging_events_mapped.
select d.log_date, c.column_name, d.events
from (
  select log_date, count(*) as events,
    count(case when auth <> '' then 1 end) as auth,
    count(case when method <> '' then 1 end) as method,
    count(case when status is not null then 1 end) as status,
    count(case when firstname <> '' then 1 end) as firstname,
    count(case when lastname <> '' then 1 end) as lastname,
    count(case when gender <> '' then 1 end) as gender,
    count(case when location <> '' then 1 end) as location,
    count(case when registration is not null then 1 end) as registration,
    count(case when useragent <> '' then 1 end) as useragent
  from staging_events
  where log_date between :'first_day' and :'last_day' and log_date not in (:(pruned_days)) and userid is not null
  group by log_date
) d
cross join (
  select 'auth' as column_name union all select 'method' union all select 'status' union all select 'firstname'
  union all select 'lastname' union all select 'gender' union all select 'location' union all select 'registration'
  union all select 'useragent'
) c
where d.events >= 10
  and case c.column_name
    when 'auth' then d.auth when 'method' then d.method when 'status' then d.status when 'firstname' then d.firstname
    when 'lastname' then d.lastname when 'gender' then d.gender when 'location' then d.location
    when 'registration' then d.registration else d.useragent
  end = 0
