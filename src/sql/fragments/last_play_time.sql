-- When the last play of the days from :first_day to :last_day starts.
select max(start_time) from songplays where log_date between :'first_day' and :'last_day'
