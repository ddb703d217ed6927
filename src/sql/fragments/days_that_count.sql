-- The days whose staged plays count: what readers see follows from them. Of pruned ones, what is left.
select log_date from etl_published_days
    union all
    :(pruned_days)
