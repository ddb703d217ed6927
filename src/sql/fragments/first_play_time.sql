-- When the first play of the days from :first_day to :last_day starts.
select min(start_time) from songplays where log_date between :'first_day' and :'last_day'
