import * as ascii from './ascii.ts';
import { keyAt } from './keys.ts';
import type { Scanner } from './scanner.ts';
import { describeValue, isNull, Refusal } from './values.ts';

/** Where a value stands; with a refusal, if it is not to be read. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly refusal?: Refusal;
}

/**
 * Follows the further steps of a path from a value of a record; undefined where a member is missing or null.
 * As in Redshift, an element that is missing is an error, and so is a step into what is no object or array.
 */
export function descend(
  scanner: Scanner,
  bytes: Buffer,
  from: Span,
  steps: readonly (string | number)[],
): Span | undefined {
  let span: Span = from;
  for (const step of steps) {
    if (isNull(bytes, span.start)) return undefined;
    const next = typeof step === 'string' ? member(scanner, bytes, span, step) : element(scanner, bytes, span, step);
    if (next === undefined || next.refusal !== undefined) return next;
    span = next;
  }
  return span;
}

function member(scanner: Scanner, bytes: Buffer, span: Span, key: string): Span | undefined {
  if (bytes[span.start] !== ascii.LEFT_BRACE) return blocked(bytes, span, `expected an object with the key "${key}"`);
  scanner.scan(bytes, span.start, span.end);
  const { members } = scanner;
  let found: Span | undefined;
  for (let n = 0; n < members.count; n++) {
    if (keyAt(bytes, members, n) !== key) continue;
    const next = { start: members.valueStart[n] as number, end: members.valueEnd[n] as number };
    if (found !== undefined) return { ...next, refusal: new Refusal(`"${key}" appears twice`) };
    found = next;
  }
  return found;
}

function element(scanner: Scanner, bytes: Buffer, span: Span, index: number): Span {
  if (bytes[span.start] !== ascii.LEFT_BRACKET) return blocked(bytes, span, 'expected an array');
  scanner.scan(bytes, span.start, span.end);
  const { members } = scanner;
  if (index >= members.count) return blocked(bytes, span, `expected an array with an element [${index}]`);
  return { start: members.valueStart[index] as number, end: members.valueEnd[index] as number };
}

function blocked(bytes: Buffer, span: Span, expected: string): Span {
  const found = `${expected}, found ${describeValue(bytes, span.start, span.end)}`;
  return { ...span, refusal: new Refusal(found) };
}
