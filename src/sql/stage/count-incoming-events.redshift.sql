-- How many records were read, and how many of them the exact reader has to look at.
select count(*) as row_count, count(case when :(doubtful_event) then 1 end) as doubtful
from incoming_events
