import type { RedshiftError } from '../error.ts';
import { copyError } from './errors.ts';
import type { JsonMembers, JsonValue } from './json-value.ts';
import { readElements, readMembers } from './json-value.ts';
import { LoadError } from './load-error.ts';
import { isRecord, parseJson } from './manifest.ts';

/** One path: keys and indexes from the root. */
export type JsonPath = readonly (string | number)[];

const BRACKETS = /^\$(?:\[\s*'[^']+'\s*\]|\[\s*\d+\s*\])+$/;
const BRACKET_STEP = /\[\s*'([^']+)'\s*\]|\[\s*(\d+)\s*\]/g;
const DOTS = /^\$(?:\.[^.[\]'"*?@\s]+|\[\d+\])+$/;
const DOT_STEP = /\.([^.[\]]+)|\[(\d+)\]/g;

/**
 * Reads a JSONPaths file. One whose key is not exactly `jsonpaths` counts as no JSONPaths file: `undefined`, and the load
 * goes on as with 'auto', as Redshift does.
 * @throws RedshiftError for a malformed file; MAXERROR has no say in it
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html
 */
export function parseJsonPaths(text: string): JsonPath[] | undefined {
  const file = parseJson(text);
  if (!isRecord(file)) throw malformed('the file is not one JSON object');
  const { jsonpaths } = file;
  if (jsonpaths === undefined) return undefined;
  if (!Array.isArray(jsonpaths)) throw malformed('"jsonpaths" is not an array');
  return jsonpaths.map(parsePath);
}

function parsePath(expression: unknown): JsonPath {
  if (typeof expression !== 'string' || expression === '') throw malformed(`element ${JSON.stringify(expression)}`);
  const steps = BRACKETS.test(expression) ? BRACKET_STEP : DOTS.test(expression) ? DOT_STEP : undefined;
  if (steps === undefined) throw malformed(expression);
  return Array.from(expression.matchAll(steps), ([, key, index]) => key ?? Number(index));
}

function malformed(what: string): RedshiftError {
  return copyError(`Invalid JSONPath format: ${what}`);
}

/** What a path leads to in a root-level object or array; undefined: a member that is not there. */
export function follow(root: JsonValue, members: JsonMembers | undefined, path: JsonPath): JsonValue | undefined {
  const [first, ...rest] = path;
  const start = members !== undefined && typeof first === 'string' ? members.get(first) : undefined;
  if (members === undefined || typeof first !== 'string') return path.reduce(step, root as JsonValue | undefined);
  return rest.reduce(step, start);
}

function step(value: JsonValue | undefined, key: string | number): JsonValue | undefined {
  if (value === undefined || value.kind === 'null') return undefined;
  if (typeof key === 'string') {
    if (value.kind !== 'object') throw new LoadError(1216, 'Invalid JSONPath format: Member is not an object.');
    return readMembers(value).get(key);
  }
  const element = value.kind === 'array' ? readElements(value)[key] : undefined;
  if (element !== undefined) return element;
  throw new LoadError(1216, 'Invalid JSONPath format: Not an array or index out of range.');
}
