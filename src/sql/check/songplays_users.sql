-- The user of each play is in users.
-- severity: error
-- scope: days
-- tables: songplays, users
select p.songplay_id, p.start_time, p.user_id, p.log_date
from songplays p
left join users d on d.user_id = p.user_id
where p.log_date between :'first_day' and :'last_day' and p.user_id is not null and d.user_id is null
