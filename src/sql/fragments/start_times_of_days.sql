-- True for a row of time that may be of a play of the days from :first_day to :last_day, or that has no start time at all.
(start_time between
    (:(first_play_time))
    and (:(last_play_time))
    or start_time is null)
