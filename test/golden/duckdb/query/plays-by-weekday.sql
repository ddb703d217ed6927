select t.weekday,
  case t.weekday
    when 0 then 'Sunday' when 1 then 'Monday' when 2 then 'Tuesday' when 3 then 'Wednesday'
    when 4 then 'Thursday' when 5 then 'Friday' else 'Saturday'
  end as name,
  count(*) as plays
from songplays p
join time t on t.start_time = p.start_time
where p.log_date between :'first_day' and :'last_day'
group by t.weekday
order by count(*) desc, t.weekday
