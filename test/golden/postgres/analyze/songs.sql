analyze songs
