-- On each day about as many plays found their song as the 28 published days before it let expect.
-- severity: warn
-- scope: days
-- tables: songplays, etl_published_days, etl_restaged_days
-- unit: day
-- Fewer by more than three standard deviations of a count (its square root): on a quiet day the share varies more than on a busy
-- one. Nothing is expected after fewer than seven days. The plays of a day are counted before they meet their day: of 28 days
-- that takes half as long as afterwards.
with first_compared as (
  select coalesce(min(log_date), cast(:'first_day' as date)) as log_date
  from (
    select log_date from (:(published_days)) published
    where log_date < :'first_day'
    order by log_date desc
    limit 28
  ) earlier
)
select log_date, plays, matched, expected
from (
  select log_date, plays, matched, recent_days,
    case when recent_plays > 0 then plays * (recent_matched / recent_plays) end as expected
  from (
    select log_date, plays, matched,
      count(*) over (order by log_date rows between 28 preceding and 1 preceding) as recent_days,
      cast(sum(plays) over (order by log_date rows between 28 preceding and 1 preceding) as double precision) as recent_plays,
      cast(sum(matched) over (order by log_date rows between 28 preceding and 1 preceding) as double precision) as recent_matched
    from (
      select d.log_date, coalesce(p.plays, 0) as plays, coalesce(p.matched, 0) as matched
      from (:(published_days)) d
      left join (
        select log_date, count(*) as plays, count(song_id) as matched
        from songplays
        where log_date <= :'last_day' and log_date >= (select log_date from first_compared)
        group by log_date
      ) p on p.log_date = d.log_date
      where d.log_date <= :'last_day' and d.log_date >= (select log_date from first_compared)
    ) daily
  ) compared
) judged
where log_date between :'first_day' and :'last_day' and recent_days >= 7
  and matched < expected - 3 * sqrt(expected)
