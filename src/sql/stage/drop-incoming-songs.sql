-- The songs that were read are in the catalogue.
drop table incoming_songs
