-- True where a user u has another value in a column than the latest play, also where only one of the two is null.
(nullif(u.:it, latest.:it) is not null or nullif(latest.:it, u.:it) is not null)
