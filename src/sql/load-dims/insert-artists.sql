-- One row for each artist id of the staged catalogue.
insert into artists (artist_id, name, location, latitude, longitude)
:(artist_winners)
