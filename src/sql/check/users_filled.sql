-- Where there are ten users or more, some have a first name, some a last name, some a gender and some a level.
-- severity: warn
-- scope: all
-- tables: users
-- unit: empty column
select c.column_name, u.user_count
from (
  select count(*) as user_count,
    count(case when first_name <> '' then 1 end) as first_name,
    count(case when last_name <> '' then 1 end) as last_name,
    count(case when gender <> '' then 1 end) as gender,
    count(case when level <> '' then 1 end) as level
  from users
) u
cross join (
  select 'first_name' as column_name union all select 'last_name' union all select 'gender' union all select 'level'
) c
where u.user_count >= 10
  and case c.column_name
    when 'first_name' then u.first_name when 'last_name' then u.last_name when 'gender' then u.gender else u.level
  end = 0
