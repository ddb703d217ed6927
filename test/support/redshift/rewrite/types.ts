import { RedshiftError, syntaxError } from '../error.ts';
import type { Edits } from './edits.ts';
import { closingOf } from './statement.ts';
import type { Token } from './tokens.ts';

/** Types of columns, and what PostgreSQL calls them; undefined: the same. */
const TYPES: Readonly<Record<string, string | undefined>> = {
  smallint: undefined,
  int2: undefined,
  integer: undefined,
  int: undefined,
  int4: undefined,
  bigint: undefined,
  int8: undefined,
  decimal: undefined,
  numeric: undefined,
  real: undefined,
  float4: undefined,
  'double precision': undefined,
  float8: undefined,
  float: undefined,
  boolean: undefined,
  bool: undefined,
  char: undefined,
  character: undefined,
  nchar: 'char',
  bpchar: undefined,
  varchar: undefined,
  'character varying': undefined,
  nvarchar: 'varchar',
  text: 'varchar',
  date: undefined,
  timestamp: undefined,
  'timestamp without time zone': undefined,
  'timestamp with time zone': undefined,
  timestamptz: undefined,
  time: undefined,
  timetz: undefined,
  super: 'jsonb',
};
const TWO_WORDS = new Set(['double', 'character']);
const VARCHARS = new Set(['varchar', 'character varying', 'nvarchar', 'text']);
const CHARS = new Set(['char', 'character', 'nchar', 'bpchar']);

/** A type as it was read: the index behind it, and how many bytes its texts may have. */
export interface ReadType {
  readonly next: number;
  readonly bytes: number | undefined;
}

/**
 * Rewrites the type at `at` with the lengths that Redshift gives to those without one.
 * @throws RedshiftError 42601 without a type, 42704 for one that Redshift does not know
 */
export function rewriteType(tokens: readonly Token[], at: number, to: number, edits: Edits): ReadType {
  const name = typeName(tokens, at, to);
  const words = name.split(' ').length;
  const open = tokens[at + words]?.text === '(' ? at + words : undefined;
  const next = open === undefined ? at + words : closingOf(tokens, open) + 1;
  const [first, last] = [tokens[at], tokens[next - 1]];
  if (first === undefined || last === undefined) throw syntaxError('');
  if (name === 'timestamp' && open !== undefined) throw syntaxError('(', 'TIMESTAMP has no precision on Redshift.');
  const isVarchar = VARCHARS.has(name);
  const bytes = isVarchar || CHARS.has(name) ? lengthOf(tokens, open, isVarchar ? 256 : bytesOfChar(name)) : undefined;
  edits.replace(first.start, last.end, asPostgres(name, bytes, tokens, open, next));
  return { next, bytes };
}

function asPostgres(
  name: string,
  bytes: number | undefined,
  tokens: readonly Token[],
  open: number | undefined,
  next: number,
): string {
  if (bytes !== undefined) return `${TYPES[name] ?? name}(${bytes})`;
  if ((name === 'numeric' || name === 'decimal') && open === undefined) return `${name}(18,0)`;
  const argument =
    open === undefined
      ? ''
      : tokens
          .slice(open, next)
          .map(({ text }) => text)
          .join('');
  return `${TYPES[name] ?? name}${argument}`;
}

function typeName(tokens: readonly Token[], at: number, to: number): string {
  const first = tokens[at];
  if (first === undefined || at >= to || first.kind !== 'word') {
    throw syntaxError(tokens[at]?.text ?? '', 'A column needs a type.');
  }
  if (TWO_WORDS.has(first.name) && ['precision', 'varying'].includes(tokens[at + 1]?.name ?? '')) {
    return `${first.name} ${tokens[at + 1]?.name}`;
  }
  const zone = tokens
    .slice(at + 1, at + 4)
    .map(({ name }) => name)
    .join(' ');
  if (first.name === 'timestamp' && /^with(out)? time zone$/.test(zone)) return `timestamp ${zone}`;
  if (first.name === 'identity') throw syntaxError(first.text, 'A column needs a type.');
  if (!Object.hasOwn(TYPES, first.name)) {
    throw new RedshiftError(`type "${first.name}" does not exist`, { code: '42704' });
  }
  return first.name;
}

const bytesOfChar = (name: string) => (name === 'bpchar' ? 256 : 1);

/** The length in parentheses: a number, or MAX. */
function lengthOf(tokens: readonly Token[], open: number | undefined, fallback: number): number {
  if (open === undefined) return fallback;
  const given = tokens[open + 1];
  const length = given?.name === 'max' ? 65535 : Number(given?.text);
  if (!(length >= 1)) throw new RedshiftError('length for type varchar must be at least 1', { code: '22023' });
  if (length > 65535) {
    throw new RedshiftError('length for type varchar cannot exceed 65535', { code: '22023' });
  }
  return length;
}
