-- All moments are told in UTC, whatever the user is set to.
set timezone to 'UTC'
