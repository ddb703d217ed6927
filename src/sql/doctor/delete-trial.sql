-- Tries whether rows can be deleted; it is rolled back.
delete from etl_doctor_trial
