-- Everybody may use what stands in for the system; PUBLIC may create in the schema public, as on Redshift.
grant usage on schema redshift to public;
grant select on all tables in schema redshift to public;
grant insert on redshift.table_attributes, redshift.declared_keys to public;
grant create, usage on schema public to public;
