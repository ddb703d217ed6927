-- True for an object with a comma after its last member, which DuckDB's reader takes and JSON does not allow.
create or replace temporary macro ends_in_comma(json) as
  suffix(json, ',}')
  or case
    when suffix(json, ' }') or suffix(json, chr(9) || '}') or suffix(json, chr(13) || '}')
    then regexp_matches(json, ',[ \t\r]*\}$')
    else false
  end
