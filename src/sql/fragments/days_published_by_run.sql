-- Each run with the days that are published as it staged them.
select distinct f.run_id, f.log_date
    from etl_files f
    join etl_published_days p on p.log_date = f.log_date
    where f.dataset = 'events'
