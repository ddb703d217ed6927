import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { messageOf } from '../core/errors.ts';
import { parseDecimal } from './decimal.ts';
import { type Field, toField } from './fields.ts';

/** What stands in a list, as text: numbers with all their digits. Null: nothing, or something that is no single value. */
type ListedValue = string | null | readonly (string | null)[];

/** An entry of a list, and the lines that its parts stand on. */
export interface ListEntry {
  readonly line: number;
  /** Its place in the list; the first is 1. */
  readonly position: number;
  readonly fields: ReadonlyMap<Field, { readonly value: ListedValue; readonly line: number }>;
}

/** Takes what is wrong on a line. */
type Complain = (line: number, problem: string) => void;

/** Reads a YAML or JSON list (JSON is YAML) of tests; what is wrong with its form is told to `complain`. */
export function parseList(text: string, complain: Complain): readonly ListEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, intAsBigInt: true, prettyErrors: false });
  const lineOf = (offset: number | undefined) => lines.linePos(offset ?? 0).line;
  for (const { message, pos } of [...document.errors, ...document.warnings]) complain(lineOf(pos[0]), explain(message));
  if (document.errors.length > 0) return [];
  const { contents } = document;
  if (!isSeq<Node>(contents) || contents.items.length === 0) {
    complain(lineOf(contents?.range?.[0]), 'expected a list of tests');
    return [];
  }
  return contents.items.flatMap((item, index) => {
    const map = isAlias(item) ? item.resolve(document) : item;
    const line = lineOf(item?.range?.[0]);
    if (isMap<Node, Node | null>(map)) {
      return { line, position: index + 1, fields: readFields(map, document, lineOf, complain) };
    }
    complain(line, 'expected a test: sql, operator, expected');
    return [];
  });
}

function readFields(
  map: YAMLMap<Node, Node | null>,
  document: Document,
  lineOf: (offset: number | undefined) => number,
  complain: Complain,
): ListEntry['fields'] {
  const fields: Map<Field, { value: ListedValue; line: number }> = new Map();
  for (const { key, value } of map.items) {
    const keyLine = lineOf(key.range?.[0]);
    try {
      const field = toField(isScalar(key) ? String(key.value) : String(key));
      if (fields.has(field)) throw new Error(`${field} stands twice`);
      fields.set(field, { value: toValue(value, document), line: keyLine });
    } catch (error) {
      complain(keyLine, messageOf(error));
    }
  }
  return fields;
}

function toValue(node: unknown, document: Document): ListedValue {
  const resolved = isAlias(node) ? node.resolve(document) : node;
  return isSeq(resolved) ? resolved.items.map((item) => toText(item, document)) : toText(resolved, document);
}

function toText(node: unknown, document: Document): string | null {
  const resolved = isAlias(node) ? node.resolve(document) : node;
  if (!isScalar(resolved) || resolved.value === null) return null;
  // A fraction as it is written: a double may have fewer of its digits.
  const { value, source = '' } = resolved;
  return typeof value === 'number' && parseDecimal(source) !== undefined ? source : String(value);
}

/** `operator: >=` begins what YAML calls a block scalar; its message leads nobody to the quotes that are missing. */
function explain(message: string): string {
  return /block scalar/i.test(message) ? `${message} (an operator needs quotes: '>=')` : message;
}
