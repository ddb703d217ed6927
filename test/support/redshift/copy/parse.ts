import { readAuthorization } from './authorization.ts';
import { type Clauses, readClauses } from './clauses.ts';
import { Cursor } from './cursor.ts';
import { copyError, notImitated, notTogether } from './errors.ts';
import { readOptions } from './options.ts';
import type { CopyStatement, JsonMode, S3Uri } from './statement.ts';

/**
 * Parses a COPY from S3.
 * @throws RedshiftError 42601 for what is no COPY, 0A000 (routine DoCopy) for clauses that do not go together and for
 * what this stand-in does not imitate, XX000 for arguments without sense
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
 */
export function parseCopy(sql: string): CopyStatement {
  const cursor = new Cursor(sql);
  cursor.word('copy');
  const [table, schema] = [cursor.name(), cursor.takeSymbol('.') ? cursor.name() : undefined];
  const columns = cursor.takeSymbol('(') ? readColumns(cursor) : undefined;
  cursor.word('from');
  const source = cursor.string();
  const clauses = readClauses(cursor);
  return {
    schema: schema === undefined ? undefined : table,
    table: schema ?? table,
    columns,
    authorization: readAuthorization(clauses),
    json: readFormat(clauses),
    source: parseSource(source),
    options: readOptions(clauses),
  };
}

function readColumns(cursor: Cursor): string[] {
  const columns = [cursor.name()];
  while (cursor.takeSymbol(',')) columns.push(cursor.name());
  cursor.symbol(')');
  return columns;
}

function parseSource(text: string): S3Uri {
  const uri = parseS3Uri(text);
  if (uri !== undefined) return uri;
  if (/^(?:emr|dynamodb|ssh):\/\//.test(text)) throw notImitated(`COPY from ${text.split(':')[0]}://`);
  throw copyError(`COPY FROM S3 requires a valid S3 path: ${text}`);
}

/** Undefined for what does not name a bucket. */
export function parseS3Uri(text: string): S3Uri | undefined {
  const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text);
  return match?.[1] === undefined ? undefined : { bucket: match[1], key: match[2] ?? '' };
}

/** Clauses that cannot stand beside JSON. @see https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-format.html */
const NOT_WITH_JSON = [
  'csv',
  'delimiter',
  'escape',
  'fillrecord',
  'fixedwidth',
  'ignoreblanklines',
  'null',
  'readratio',
  'removequotes',
  'quote',
  'avro',
  'parquet',
  'orc',
  'shapefile',
];

function readFormat(clauses: Clauses): JsonMode {
  const json = clauses.get('json');
  if (json === undefined) throw notImitated('COPY of anything but JSON');
  const other = NOT_WITH_JSON.find((name) => clauses.has(name));
  if (other !== undefined) throw notTogether(`JSON is not compatible with ${other.toUpperCase()}`);
  if (json === true || json === 'auto') return { kind: 'auto', ignoreCase: false };
  if (json === 'auto ignorecase') return { kind: 'auto', ignoreCase: true };
  if (json === 'noshred') throw notImitated("JSON 'noshred'");
  const file = parseS3Uri(String(json));
  if (file === undefined || file.key === '') throw copyError(`Invalid JSONPaths file: ${json}`);
  return { kind: 'paths', file };
}
