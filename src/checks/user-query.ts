import { messageOf } from '../core/errors.ts';
import type { Dialect } from '../core/statement.ts';
import { parametersIn } from '../sql/bind.ts';
import { compileText } from '../sql/catalog.ts';
import { requireReadOnly } from '../sql/read-only.ts';
import { tokenize, withoutComments } from '../sql/tokens.ts';
import type { CheckDefinition } from './definition.ts';
import { tablesIn } from './tables-in.ts';

/** A query that somebody wrote for a check, and what can be seen in it. */
export interface UserQuery {
  /** For the engine's dialect, without comments and without a semicolon. */
  readonly text: string;
  readonly scope: CheckDefinition['scope'];
  readonly tables: readonly string[];
}

const PARAMETERS: ReadonlySet<string> = new Set(['first_day', 'last_day']);

/**
 * Reads a user's query for a dialect. Throws an Error that says what is wrong: a statement that does not only read, a
 * parameter other than the days, an unknown fragment.
 */
export function readUserQuery(source: string, dialect: Dialect): UserQuery {
  // Its problems name lines of the source, of which less is left below.
  tokenize(source);
  const text = requireReadOnly(withoutComments(compileFor(dialect, source))).trim();
  const parameters = [...parametersIn(text)];
  const unknown = parameters.find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) {
    throw new Error(
      `no value for :${unknown}; there are :'first_day' and :'last_day', the bounds of the days looked at`,
    );
  }
  return { text, scope: parameters.length > 0 ? 'days' : 'all', tables: tablesIn(text) };
}

function compileFor(dialect: Dialect, source: string): string {
  try {
    return compileText(source, dialect);
  } catch (error) {
    const missing = /fragments[\\/]([a-z_]+)\.sql/.exec(messageOf(error))?.[1];
    if (missing === undefined) throw error;
    throw new Error(`:(${missing}) stands for nothing: there is no such fragment`);
  }
}
