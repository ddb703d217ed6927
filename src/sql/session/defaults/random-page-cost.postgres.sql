-- What a day touches is small and read before: in memory, or on a disk without moving parts. Thinking of disks from the nineties,
-- as the server does unless told, it would rather read all history in order than a day's rows by their index.
set random_page_cost to 1.1
