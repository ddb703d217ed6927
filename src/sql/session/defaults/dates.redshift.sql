-- Dates and timestamps are written as in ISO 8601, whatever the server or the user is set to.
set datestyle to 'ISO, YMD'
