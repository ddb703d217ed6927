import type { FailedAt } from './failed-at.ts';

/** A statement that holds keys is shown to nobody. */
const SECRET = /credentials|access_key|secret|token|password/i;

/** Characters of a line that are shown before and after the place. */
const SHOWN = 60;

/**
 * The line of a statement that the server points at, and a caret below the place.
 * @param position where the server found the fault, in characters of the whole message, the first is 1
 */
export function excerpt(position: string | undefined, { sql, name, offset = 0 }: FailedAt): string[] {
  const index = Number(position) - 1 - offset;
  if (sql === undefined || !(index >= 0)) return [];
  const text = [...sql];
  const start = text.slice(0, index).lastIndexOf('\n') + 1;
  const next = text.indexOf('\n', index);
  const line = text.slice(start, next === -1 ? undefined : next);
  if (index - start > line.length || SECRET.test(sql)) return [];
  const number = text.slice(0, start).filter((character) => character === '\n').length + 1;
  const from = Math.max(0, index - start - SHOWN);
  const label = `${name}:${number}: `;
  const shown = line.slice(from, index - start + SHOWN).join('');
  return [label + shown, `${' '.repeat(label.length + index - start - from)}^`];
}
