analyze songplays
