import type { Clauses } from './clauses.ts';
import { copyError, notImitated, notTogether } from './errors.ts';
import type { CopyOptions } from './statement.ts';

const MAX_ERRORS = 100_000;
const NOT_IMITATED = ['bzip2', 'lzop', 'zstd', 'encrypted', 'master_symmetric_key', 'ssh', 'ignoreheader'];
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d+$/;

/** The options that are not authorization and format, checked. COMPUPDATE, STATUPDATE and COMPROWS change nothing here. */
export function readOptions(clauses: Clauses): CopyOptions {
  refuse(clauses);
  const is = (name: string) => clauses.has(name);
  const text = (name: string) => clauses.get(name)?.toString();
  return {
    manifest: is('manifest'),
    region: readRegion(text('region')),
    gzip: is('gzip'),
    failsAtErrors: readMaxErrors(clauses),
    noLoad: is('noload'),
    timeFormat: text('timeformat') ?? 'YYYY-MM-DD HH:MI:SS',
    dateFormat: text('dateformat') ?? 'YYYY-MM-DD',
    invalidCharacter: readInvalidCharacter(clauses.get('acceptinvchars')),
    acceptAnyDate: is('acceptanydate'),
    blanksAsNull: is('blanksasnull'),
    emptyAsNull: is('emptyasnull'),
    truncateColumns: is('truncatecolumns'),
    trimBlanks: is('trimblanks'),
    roundDecimals: is('roundec'),
    explicitIds: is('explicit_ids'),
  };
}

function refuse(clauses: Clauses): void {
  const unknown = NOT_IMITATED.find((name) => clauses.has(name));
  if (unknown !== undefined) throw notImitated(unknown.toUpperCase());
  const encoding = clauses.get('encoding');
  if (encoding === true) throw copyError('ENCODING requires a value', '42601');
  if (encoding !== undefined && encoding !== 'utf8') throw notImitated(`ENCODING ${encoding}`);
}

function readRegion(region: string | undefined): string | undefined {
  if (region === undefined || REGION.test(region)) return region;
  throw copyError(`The region "${region}" specified in the COPY command is not valid`);
}

/** 0, the default, means the same as 1: the first error fails the load. */
function readMaxErrors(clauses: Clauses): number {
  const maxError = Number(clauses.get('maxerror') ?? 0);
  if (maxError > MAX_ERRORS) throw copyError(`MAXERROR must be between 0 and ${MAX_ERRORS}`);
  if (!clauses.has('ignoreallerrors')) return Math.max(1, maxError);
  if (clauses.has('maxerror')) throw notTogether('IGNOREALLERRORS is not compatible with MAXERROR');
  return Number.POSITIVE_INFINITY;
}

function readInvalidCharacter(value: string | number | true | undefined): string | undefined {
  if (value === undefined) return undefined;
  const character = value === true ? '?' : String(value);
  if (character.length === 1 && character > '\0' && character < '\x80') return character;
  throw copyError('ACCEPTINVCHARS requires a single ASCII character');
}
