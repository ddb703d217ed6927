/** A record that a load must set aside. */
interface ExpectedReject {
  readonly kind: string;
  /** Below the sample's folder. */
  readonly file: string;
  /** Of the offending value or, where the text is not JSON, of the offending character; the first line is 1. */
  readonly line: number;
  /** Column of the staging table; null where the record as a whole is at fault. */
  readonly column: string | null;
}

/**
 * Text that looks unusual and yet must load: by the columns' own keys, that is, in whatever case; a JSONPaths file would
 * find only keys in the exact spelling.
 */
interface ExpectedLoad {
  readonly kind: string;
  readonly file: string;
  /** Where it begins. */
  readonly line: number;
  /** Records it adds to the sound ones; 0 where it only surrounds them. */
  readonly records: number;
}

/** A file that must yield neither a record nor a reject. */
interface IgnoredFile {
  readonly kind: string;
  readonly file: string;
}

/** Everything `--defects` adds to a sample, and what a right load makes of it: the content of `defects.json`. */
export interface Defects {
  readonly rejects: readonly ExpectedReject[];
  readonly loads: readonly ExpectedLoad[];
  readonly ignored: readonly IgnoredFile[];
}

/** An odd piece of input as the tables of this folder list it; it stands on lines of its own. */
export type OddText = {
  readonly kind: string;
  /** One character a byte (Latin-1), since not all of it is valid UTF-8. */
  readonly text: string;
} & ({ readonly rejected: Rejection } | { readonly loads: number });

interface Rejection {
  readonly column: string | null;
  /** Lines between the first line of the text and the offending one. */
  readonly linesBelow: number;
}

/** Adds the text's expectation, given where its first line stands. */
export function expect(odd: OddText, file: string, line: number, into: MutableDefects): void {
  const { kind } = odd;
  if ('loads' in odd) into.loads.push({ kind, file, line, records: odd.loads });
  else into.rejects.push({ kind, file, line: line + odd.rejected.linesBelow, column: odd.rejected.column });
}

export interface MutableDefects {
  readonly rejects: ExpectedReject[];
  readonly loads: ExpectedLoad[];
  readonly ignored: IgnoredFile[];
}

/** Nothing is expected yet. */
export function noDefects(): MutableDefects {
  return { rejects: [], loads: [], ignored: [] };
}

/** A text that is rejected for a column, or as a whole (null). */
export function reject(kind: string, column: string | null, text: string, linesBelow = 0): OddText {
  return { kind, text, rejected: { column, linesBelow } };
}

/** A text that loads as so many records. */
export function load(kind: string, records: number, text: string): OddText {
  return { kind, text, loads: records };
}

/** The bytes of a text's UTF-8, one character each. */
export function utf8Bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Replaces, adds or (undefined) leaves out members; the values are JSON already. */
export function withMembers(
  members: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | undefined>>,
): [key: string, value: string][] {
  const merged: Record<string, string | undefined> = { ...members, ...changes };
  return Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

/** A JSON object of members whose values are JSON already. */
export function objectText(members: readonly (readonly [key: string, value: string])[], separator = ','): string {
  return `{${members.map(([key, value]) => `"${key}":${value}`).join(separator)}}`;
}
