create or replace temporary macro is_lax(json) as
  regexp_matches(json, '(?i)[:,\[]\s*-?(nan|inf)|,\s*[\]}]')
