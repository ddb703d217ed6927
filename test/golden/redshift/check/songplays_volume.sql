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
        from (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days) published
        where log_date < :'first_day'
      ) earlier
      where days_back <= 8
        and weekday in (select extract(dow from log_date) from (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days) published where log_date between :'first_day' and :'last_day')
      union all
      select log_date, extract(dow from log_date)
      from (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days) published
      where log_date between :'first_day' and :'last_day'
    ) d
    left join songplays p on p.log_date = d.log_date
    group by d.log_date, d.weekday
  ) daily
) compared
where log_date between :'first_day' and :'last_day' and recent_days >= 3
  and (plays * 2 < least or plays > most * 2)
