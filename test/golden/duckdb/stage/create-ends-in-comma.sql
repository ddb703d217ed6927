create or replace temporary macro ends_in_comma(json) as
  suffix(json, ',}')
  or case
    when suffix(json, ' }') or suffix(json, chr(9) || '}') or suffix(json, chr(13) || '}')
    then regexp_matches(json, ',[ \t\r]*\}$')
    else false
  end
