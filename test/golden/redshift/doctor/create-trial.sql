create table etl_doctor_trial (
  log_date date not null
)
