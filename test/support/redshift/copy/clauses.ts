import { RedshiftError } from '../error.ts';
import type { Cursor } from './cursor.ts';
import { copyError } from './errors.ts';

/** What the clauses say: the name of a clause to its argument, `true` where it has none. */
export type Clauses = ReadonlyMap<string, string | number | true>;

type Read = (cursor: Cursor) => string | number | true;

const flag: Read = () => true;
const quoted: Read = (cursor) => {
  cursor.takeWord('as');
  return cursor.string();
};
const optionallyQuoted: Read = (cursor) => {
  cursor.takeWord('as');
  return cursor.takeString() ?? true;
};
const integer: Read = (cursor) => {
  cursor.takeWord('as');
  return cursor.integer();
};
const bare: Read = (cursor) => cursor.string();
const oneOf =
  (...words: readonly string[]): Read =>
  (cursor) => {
    cursor.takeWord('as');
    return cursor.takeWord(...words) ?? true;
  };

/** Every clause that may follow FROM, by its first word. FORMAT, WITH and JOB lead to others. */
const CLAUSES: Readonly<Record<string, Read>> = {
  iam_role: (cursor) => (cursor.takeWord('default') === undefined ? cursor.string() : true),
  access_key_id: bare,
  secret_access_key: bare,
  session_token: bare,
  credentials: quoted,
  json: optionallyQuoted,
  csv: flag,
  quote: quoted,
  delimiter: quoted,
  fixedwidth: quoted,
  shapefile: flag,
  avro: optionallyQuoted,
  parquet: flag,
  orc: flag,
  manifest: flag,
  encrypted: flag,
  master_symmetric_key: quoted,
  region: quoted,
  gzip: flag,
  bzip2: flag,
  lzop: flag,
  zstd: flag,
  ssh: flag,
  maxerror: integer,
  noload: flag,
  ignoreallerrors: flag,
  comprows: integer,
  compupdate: oneOf('preset', 'on', 'true', 'off', 'false'),
  statupdate: oneOf('on', 'true', 'off', 'false'),
  timeformat: quoted,
  dateformat: quoted,
  acceptinvchars: optionallyQuoted,
  acceptanydate: flag,
  blanksasnull: flag,
  emptyasnull: flag,
  truncatecolumns: flag,
  trimblanks: flag,
  roundec: flag,
  explicit_ids: flag,
  ignoreheader: integer,
  ignoreblanklines: flag,
  encoding: oneOf('utf8', 'utf16', 'utf16le', 'utf16be'),
  null: quoted,
  escape: flag,
  fillrecord: flag,
  removequotes: flag,
  readratio: integer,
};

const FORMATS = ['json', 'csv', 'delimiter', 'fixedwidth', 'shapefile', 'avro', 'parquet', 'orc'];

/**
 * Reads the clauses to the end of the statement, in whatever order they stand.
 * @throws RedshiftError 42601 for a word that begins no clause, and for one that is there twice
 */
export function readClauses(cursor: Cursor): Clauses {
  const clauses = new Map<string, string | number | true>();
  while (!cursor.atEnd()) {
    const token = cursor.peek();
    const name = readName(cursor);
    const read = Object.hasOwn(CLAUSES, name) ? CLAUSES[name] : undefined;
    if (read === undefined) throw cursor.unexpected(token);
    if (clauses.has(name)) throw new RedshiftError('conflicting or redundant options', { code: '42601' });
    clauses.set(name, read(cursor));
  }
  return clauses;
}

function readName(cursor: Cursor): string {
  const first = cursor.word();
  if (first === 'job') throw copyError('the stand-in for Redshift does not imitate COPY JOB', '0A000');
  if (first === 'with') return cursor.word('credentials');
  if (first !== 'format') return first;
  cursor.takeWord('as');
  return cursor.word(...FORMATS);
}
