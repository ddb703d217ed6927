-- All songs that were read are from one file.
update incoming_songs set file_name = :file_name
