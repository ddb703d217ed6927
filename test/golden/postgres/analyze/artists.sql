analyze artists
