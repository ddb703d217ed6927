-- A songplay_id stands once.
-- severity: error
-- scope: days
-- tables: songplays
-- unit: id
select songplay_id, count(*) as row_count
from songplays
where start_time between
  (:(first_play_time))
  and (:(last_play_time))
group by songplay_id
having count(*) > 1
