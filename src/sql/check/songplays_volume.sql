-- Each day has from half the fewest to twice the most plays of the same weekdays before it.
-- severity: warn
-- scope: days
-- tables: songplays, etl_published_days, etl_restaged_days
-- unit: day
-- Up to eight published ones count; nothing is expected after fewer than three.
select log_date, plays, least, most
from (
  select log_date, plays,
    count(*) over (partition by weekday order by log_date rows between 8 preceding and 1 preceding) as recent_days,
    min(plays) over (partition by weekday order by log_date rows between 8 preceding and 1 preceding) as least,
    max(plays) over (partition by weekday order by log_date rows between 8 preceding and 1 preceding) as most
  from (
    select d.log_date, d.weekday, count(p.log_date) as plays
    from (
      select log_date, weekday
      from (
        select log_date, extract(dow from log_date) as weekday,
          row_number() over (partition by extract(dow from log_date) order by log_date desc) as days_back
        from (:(published_days)) published
        where log_date < :'first_day'
      ) earlier
      where days_back <= 8
        and weekday in (select extract(dow from log_date) from (:(published_days)) published where log_date between :'first_day' and :'last_day')
      union all
      select log_date, extract(dow from log_date)
      from (:(published_days)) published
      where log_date between :'first_day' and :'last_day'
    ) d
    left join songplays p on p.log_date = d.log_date
    group by d.log_date, d.weekday
  ) daily
) compared
where log_date between :'first_day' and :'last_day' and recent_days >= 3
  and (plays * 2 < least or plays > most * 2)
