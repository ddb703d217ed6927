-- Which version of the engine this is.
select version() as version
