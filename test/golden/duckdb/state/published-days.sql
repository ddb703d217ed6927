select cast(log_date as varchar(10)) as day from etl_published_days where log_date in (:'days')
union
select cast(log_date as varchar(10)) from etl_restaged_days where log_date in (:'days')
