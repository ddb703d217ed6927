import { RedshiftError, syntaxError } from '../error.ts';
import { refuseLeaderFunctions } from './leader-functions.ts';
import { closingOf, type ParsedStatement, topLevel } from './statement.ts';
import type { Token } from './tokens.ts';
import { refuseWindowWithoutFrame } from './windows.ts';

/** What is wrong with the statement from its token `at` on; undefined: nothing that this rule knows of. */
type Rule = (tokens: readonly Token[], at: number) => RedshiftError | undefined;

/** A rule against words that follow each other, with what to say about them. */
function words(sequence: string, hint: string): Rule {
  const expected = sequence.split(' ');
  return (tokens, at) => {
    const found = expected.every((word, index) => isWord(tokens[at + index], word));
    return found ? syntaxError(tokens[at + expected.length - 1]?.text ?? '', hint) : undefined;
  };
}

const isWord = (token: Token | undefined, name: string) =>
  token?.name === name && (token.kind === 'word' || token.kind === 'symbol');

/** Functions that PostgreSQL has and Redshift has not. */
const UNKNOWN_FUNCTIONS = new Set([
  ...['string_agg', 'array_agg', 'json_agg', 'jsonb_agg', 'unnest', 'format', 'gen_random_uuid', 'make_timestamp'],
  ...['pg_advisory_lock', 'pg_advisory_xact_lock', 'pg_try_advisory_lock', 'pg_try_advisory_xact_lock'],
  ...['pg_advisory_unlock', 'pg_notify', 'regexp_match', 'regexp_matches', 'starts_with', 'num_nulls', 'to_jsonb'],
  ...['sha256', 'sha512', 'make_interval', 'make_date', 'clock_timestamp', 'statement_timestamp', 'hashtext'],
]);

const RULES: readonly Rule[] = [
  words('on conflict', 'Redshift has no INSERT … ON CONFLICT: delete, then insert, or MERGE.'),
  words('returning', 'Redshift has no RETURNING.'),
  words('distinct on (', 'Redshift has no DISTINCT ON: row_number() in a derived table.'),
  words('is distinct from', 'Redshift has no IS DISTINCT FROM.'),
  words('is not distinct from', 'Redshift has no IS NOT DISTINCT FROM.'),
  words('for update', 'Redshift locks tables, not rows.'),
  words('for share', 'Redshift locks tables, not rows.'),
  words('lateral', 'Redshift has no LATERAL joins.'),
  words('filter (', 'Redshift has no FILTER: sum(case when … end).'),
  words('materialized (', 'Redshift has no MATERIALIZED.'),
  words('array [', 'Redshift has no arrays.'),
  (tokens, at) => refuseValues(tokens, at),
  (tokens, at) => refuseCollate(tokens, at),
  (tokens, at) => refuseEscapeString(tokens, at),
  (tokens, at) => refuseFunction(tokens, at),
  (tokens, at) => refuseDataModifyingWith(tokens, at),
];

/**
 * Refuses what Redshift refuses and PostgreSQL would take.
 * @throws RedshiftError with the code of Redshift and a hint, which Redshift does not give, on what it has instead
 */
export function refuseForeignSyntax(statement: ParsedStatement): void {
  const { tokens } = statement;
  for (let at = 0; at < tokens.length; at++) {
    for (const rule of RULES) {
      const error = rule(tokens, at);
      if (error !== undefined) throw error;
    }
  }
  refuseWindowWithoutFrame(tokens);
  refuseLeaderFunctions(tokens);
}

function refuseValues(tokens: readonly Token[], at: number): RedshiftError | undefined {
  if (!isWord(tokens[at], 'values') || (at > 0 && tokens[at - 1]?.text !== '(')) return undefined;
  return syntaxError(tokens[at]?.text ?? '', 'Redshift has VALUES in INSERT only.');
}

function refuseCollate(tokens: readonly Token[], at: number): RedshiftError | undefined {
  if (!isWord(tokens[at], 'collate') || tokens[at + 1]?.text === '(') return undefined;
  return syntaxError(tokens[at]?.text ?? '', 'Redshift compares by bytes and knows no collations of PostgreSQL.');
}

function refuseEscapeString(tokens: readonly Token[], at: number): RedshiftError | undefined {
  const [prefix, literal] = [tokens[at], tokens[at + 1]];
  if (prefix?.name !== 'e' || literal?.kind !== 'string' || literal.start !== prefix.end) return undefined;
  return syntaxError(literal.text, "E'' came with PostgreSQL 8.1. A backslash escapes in any literal.");
}

function refuseFunction(tokens: readonly Token[], at: number): RedshiftError | undefined {
  const token = tokens[at];
  if (token?.kind !== 'word' || tokens[at + 1]?.text !== '(') return undefined;
  if (!UNKNOWN_FUNCTIONS.has(token.name) && !isEpochToTimestamp(tokens, at)) return undefined;
  return new RedshiftError(`function ${token.name}() does not exist`, {
    code: '42883',
    hint: 'No function matches the given name and argument types. You may need to add explicit type casts.',
  });
}

/** `to_timestamp(x)`; the one with a format is there. */
function isEpochToTimestamp(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.name !== 'to_timestamp') return false;
  return topLevel(tokens, at + 2, closingOf(tokens, at + 1), ({ text }) => text === ',').next().done === true;
}

/** WITH belongs before SELECT; in an INSERT it stands behind the target, and nothing is changed inside of it. */
function refuseDataModifyingWith(tokens: readonly Token[], at: number): RedshiftError | undefined {
  const token = tokens[at];
  if (!isWord(tokens[0], 'with') || token?.kind !== 'word' || !['insert', 'merge'].includes(token.name))
    return undefined;
  return syntaxError(token.text, 'Redshift has no WITH before INSERT: INSERT INTO t WITH … SELECT.');
}
