insert into etl_doctor_trial (log_date) values (cast('2018-11-15' as date))
