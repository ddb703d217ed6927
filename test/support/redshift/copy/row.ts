import { type Conversion, convertValue } from './convert.ts';
import type { Frame } from './framer.ts';
import { follow, type JsonPath } from './json-paths.ts';
import { type JsonMembers, type JsonValue, readMembers } from './json-value.ts';
import { LoadError } from './load-error.ts';
import type { ColumnShape } from './types.ts';

/** How the columns find their values. */
export type Mapping =
  | { readonly kind: 'auto'; readonly ignoreCase: boolean }
  | { readonly kind: 'paths'; readonly paths: readonly JsonPath[] };

/** A value as it stood in the file, for the log: undefined where there was none. */
export interface Field {
  readonly column: ColumnShape;
  readonly value: JsonValue | undefined;
}

/** A row that cannot be loaded. */
export interface BadRow {
  readonly error: LoadError;
  /** The fields up to the one that is at fault; none where the JSON itself is. */
  readonly fields: readonly Field[];
}

const FAULTS: Readonly<Record<Exclude<Frame['kind'], 'object' | 'array'>, string>> = {
  broken: 'Invalid JSON format: Invalid value.',
  stray: 'Invalid JSON format: Invalid value.',
  'too-large': 'Invalid input line: JSON object exceeds 4194304 bytes',
};

/** The line of PostgreSQL's text format that an object becomes, or what is wrong with it. */
export function readRow(
  frame: Frame,
  columns: readonly ColumnShape[],
  mapping: Mapping,
  conversion: Conversion,
): string | BadRow {
  const fields: Field[] = [];
  try {
    const find = finder(frame, mapping);
    const texts = columns.map((column, index) => {
      const field = { column, value: undefined };
      fields.push(field);
      const value = find(column, index);
      fields[index] = { column, value };
      return encode(convertValue(value, column, conversion));
    });
    return `${texts.join('\t')}\n`;
  } catch (error) {
    if (error instanceof LoadError) return { error, fields };
    throw error;
  }
}

type Find = (column: ColumnShape, index: number) => JsonValue | undefined;

function finder(frame: Frame, mapping: Mapping): Find {
  if (frame.kind !== 'object' && frame.kind !== 'array') throw new LoadError(1216, FAULTS[frame.kind]);
  const members = frame.kind === 'object' ? readMembers(frame) : undefined;
  if (mapping.kind === 'paths') {
    const root: JsonValue = { kind: frame.kind, bytes: frame.bytes };
    return (_, index) => follow(root, members, mapping.paths[index] ?? []);
  }
  if (members === undefined) throw new LoadError(1216, 'Invalid JSONPath format: Member is not an object.');
  const found = mapping.ignoreCase ? foldKeys(members) : members;
  return ({ name }) => found.get(name);
}

function foldKeys(members: JsonMembers): JsonMembers {
  return new Map(Array.from(members, ([key, value]) => [key.toLowerCase(), value]));
}

const SPECIAL: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function encode(text: string | null): string {
  return text === null ? '\\N' : text.replace(/[\\\n\r\t]/g, (character) => SPECIAL[character] as string);
}
