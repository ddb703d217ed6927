-- The texts of the records that the exact reader has to look at.
select artist, auth, firstname, gender, lastname, level, location, method, page, song, useragent
from incoming_events
where :(doubtful_event)
limit :'limit'
