-- Sorts runs r by when they were done with their days: runs exclude each other, but one that waited began before others. Of one that
-- never said how it ended, when it began.
coalesce(r.ended_at, r.started_at)
