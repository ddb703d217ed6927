-- Sorts runs r by when they were done with their days: runs exclude each other, but one that waited began before others. Of one that
-- never said how it ended, when it began: when it was marked as abandoned says nothing, other runs may have worked before that.
case when r.state = 'abandoned' then r.started_at else coalesce(r.ended_at, r.started_at) end
