update incoming_songs set file_name = :file_name
