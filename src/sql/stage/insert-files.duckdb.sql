-- Lists files in the ledger. As one value, whatever their number: a line for each, with tabs between its fields; in names and
-- versions what would be taken for more than itself is encoded as in URLs. Of thousands, JSON would take five times as long.
insert into etl_files
  (dataset, file_name, file_version, size_bytes, log_date, row_count, reject_count, run_id, staged_at)
select :'dataset', url_decode(fields[1]), url_decode(fields[2]), cast(fields[3] as bigint), cast(nullif(fields[4], '') as date),
  cast(fields[5] as bigint), cast(fields[6] as bigint), :'run', cast(:'staged_at' as timestamp)
from (
  select string_split(line, chr(9)) as fields
  from (select unnest(string_split(:files, chr(10))) as line) lines
  where line <> ''
) files
