analyze users
