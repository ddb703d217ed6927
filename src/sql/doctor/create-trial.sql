-- Tries whether tables can be made; it is rolled back.
create table etl_doctor_trial (
  log_date date not null
)
