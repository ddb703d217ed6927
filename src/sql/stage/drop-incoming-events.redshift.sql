-- The events that were read are in staging, or are to be read another way.
drop table incoming_events
