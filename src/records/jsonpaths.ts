import type { DatasetColumn } from '../core/dataset.ts';
import { EtlError, messageOf } from '../core/errors.ts';
import type { Mapping, Path } from './mapping.ts';

const HINT =
  'a JSONPaths file is one object, {"jsonpaths": ["$[\'artist\']", …]}, with one path for each column in the columns\' order';

const BRACKETS = /^\$(?:\['[^']+'\]|\[\d+\])+$/;
const BRACKET_STEP = /\['([^']+)'\]|\[(\d+)\]/g;
const DOTS = /^\$(?:\.[^.[\]'"*?@\s]+|\[\d+\])+$/;
const DOT_STEP = /\.([^.[\]]+)|\[(\d+)\]/g;

/**
 * Reads a JSONPaths file as Redshift's COPY takes it: the first path fills the first column, and so on; keys are
 * case-sensitive; `$['a']['b'][0]` or `$.a.b[0]`, not both in one path, no wildcards.
 * @param name what messages call the file
 * @throws EtlError 'usage' that names every path that cannot be read, or both counts if they differ
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html
 */
export function parseJsonPaths(text: string, columns: readonly DatasetColumn[], name = 'the JSONPaths file'): Mapping {
  const expressions = readExpressions(text, name);
  const paths: Path[] = [];
  const problems: string[] = [];
  for (const [index, expression] of expressions.entries()) {
    const path = parsePath(expression);
    if (typeof path === 'string') problems.push(`path ${index + 1}, ${JSON.stringify(expression)}: ${path}`);
    else paths.push(path);
  }
  if (problems.length > 0) throw refuse(`${name} has paths that cannot be read`, problems);
  if (paths.length !== columns.length) {
    const order = `the columns are: ${columns.map((column) => column.name).join(', ')}`;
    const counts = `JSONPath size: ${paths.length}, number of columns: ${columns.length}`;
    throw refuse(`${name}: the number of jsonpaths and the number of columns should match. ${counts}`, [order]);
  }
  return { paths, ignoreCase: false };
}

function readExpressions(text: string, name: string): readonly unknown[] {
  const document = parseDocument(text, name);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw refuse(`${name} is not a JSON object`);
  }
  const keys = Object.keys(document);
  if (keys.length !== 1 || keys[0] !== 'jsonpaths') {
    const found = keys.length === 0 ? 'no key' : keys.map((key) => JSON.stringify(key)).join(', ');
    throw refuse(`${name} needs exactly one key, "jsonpaths", and has ${found}`);
  }
  const expressions: unknown = (document as { jsonpaths: unknown }).jsonpaths;
  if (!Array.isArray(expressions)) throw refuse(`"jsonpaths" in ${name} is not an array`);
  return expressions;
}

function parseDocument(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw refuse(`${name} is not JSON: ${messageOf(error)}`);
  }
}

/** A path, or what is wrong with the expression. */
function parsePath(expression: unknown): Path | string {
  if (typeof expression !== 'string') return 'a path is a string';
  const step = stepOf(expression);
  if (step === undefined) return explain(expression);
  const [key, ...rest] = Array.from(expression.matchAll(step), (match) => match[1] ?? Number(match[2]));
  return typeof key === 'string' ? [key, ...rest] : 'begins with an index, but a record is an object';
}

function stepOf(expression: string): RegExp | undefined {
  if (BRACKETS.test(expression)) return BRACKET_STEP;
  return DOTS.test(expression) ? DOT_STEP : undefined;
}

function explain(expression: string): string {
  if (expression === '') return 'is empty';
  if (!expression.startsWith('$')) return 'does not begin with $';
  const keysTakenOut = expression.replaceAll(/'[^']*'/g, "''");
  if (keysTakenOut.includes('*')) return 'wildcards are not supported';
  if (keysTakenOut.includes("['") && keysTakenOut.includes('.')) return 'mixes bracket and dot notation';
  return "is neither like $['a']['b'][0] nor like $.a.b[0]";
}

function refuse(message: string, details: readonly string[] = []): EtlError {
  return new EtlError('usage', message, { hint: HINT, details });
}
