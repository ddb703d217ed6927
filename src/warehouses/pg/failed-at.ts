import type { Statement } from '../../core/statement.ts';
import { SEPARATOR } from './message.ts';

/** The statement that failed, and where it begins in the message that the server was sent, in characters. */
export interface FailedAt {
  readonly name: string;
  readonly sql?: string;
  readonly offset?: number;
  /** How many statements after it may be meant as well: a connection that breaks does not tell. */
  readonly more?: number;
}

/** Where a message failed of which `done` statements were done. */
export function placeOf(statements: readonly Statement[], error: unknown, done: number): FailedAt {
  const index = failedIndex(statements, error, done);
  const { name, sql } = statements[index] as Statement;
  return { name, sql, offset: offsetOf(statements, index) };
}

/**
 * Which statement of a message an error is about. A fault of syntax is found before the first one runs: there the place
 * in the text tells.
 */
function failedIndex(statements: readonly Statement[], error: unknown, done: number): number {
  const position = Number((error as { position?: string }).position ?? 0);
  const next = statements.findIndex((_, n) => offsetOf(statements, n) >= position);
  if (position > 0) return (next === -1 ? statements.length : next) - 1;
  return Math.min(done, statements.length - 1);
}

/** Where a statement begins in the text of its message, in characters. */
function offsetOf(statements: readonly Statement[], index: number): number {
  const before = statements.slice(0, index);
  return before.reduce((sum, { sql }) => sum + [...sql].length + SEPARATOR.length, 0);
}
