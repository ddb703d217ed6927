select songplay_id, count(*) as row_count
from songplays
where start_time between
  (select min(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
  and (select max(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays)
group by songplay_id
having count(*) > 1
