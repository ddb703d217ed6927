-- When the last play of the days from :first_day to :last_day starts. OFFSET 0 keeps the planner from walking through all start
-- times in order until it meets one of these days, which takes the longer the more history there is.
select max(start_time)
    from (select start_time from songplays where log_date between :'first_day' and :'last_day' offset 0) plays
