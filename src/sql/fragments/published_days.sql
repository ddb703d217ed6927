-- The days whose plays readers see, whether or not they were staged again since.
select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days
