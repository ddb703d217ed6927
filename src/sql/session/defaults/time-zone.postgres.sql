-- All moments are told in UTC, whatever the server or the user is set to.
set timezone to 'UTC'
