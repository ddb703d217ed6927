-- How many staged events of the days there are to examine.
select count(*) as examined from staging_events where log_date between :'first_day' and :'last_day'
