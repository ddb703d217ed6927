-- Who began to pay: users who played as free users before their first paid play, and when that was.
-- scope: days
-- Days limit the first paid play; whether a user was free before is looked up in all days.
select c.user_id, u.first_name, u.last_name, c.first_paid_play
from (
  select p.user_id,
    min(case when p.level = 'free' then p.start_time end) as first_free_play,
    min(case when p.level = 'paid' then p.start_time end) as first_paid_play,
    min(case when p.level = 'paid' then p.log_date end) as first_paid_day
  from songplays p
  where p.user_id is not null
  group by p.user_id
) c
left join users u on u.user_id = c.user_id
where c.first_free_play < c.first_paid_play
  and c.first_paid_day between :'first_day' and :'last_day'
order by c.first_paid_play, c.user_id
