drop table incoming_events
