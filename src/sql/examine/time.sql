-- How many start times of the days there are to examine.
select count(*) as examined
from time
where start_time between
  (:(first_play_time))
  and (:(last_play_time))
