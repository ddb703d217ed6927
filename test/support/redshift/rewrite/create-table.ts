import { RedshiftError, syntaxError } from '../error.ts';
import { type ColumnAttributes, readColumn } from './column.ts';
import type { Edits } from './edits.ts';
import { refuseReservedName } from './reserved.ts';
import { closingOf, type ParsedStatement, type QualifiedName, quote, readName } from './statement.ts';
import { readTableAttributes, type TableAttributes } from './table-attributes.ts';
import { type DeclaredKey, dropTableConstraint, isTableConstraint } from './table-constraints.ts';
import type { Token } from './tokens.ts';

/** What a CREATE TABLE says beyond what PostgreSQL has a place for. */
export interface CreateTable {
  readonly name: QualifiedName;
  readonly attributes: TableAttributes;
  readonly keys: readonly DeclaredKey[];
  /** Encodings of columns, by name. */
  readonly encodings: Readonly<Record<string, string>>;
  /** The table whose shape it takes: LIKE. */
  readonly like: QualifiedName | undefined;
}

/**
 * Rewrites a CREATE TABLE, with or without AS, for PostgreSQL: distribution, sorting, encoding and keys go, byte
 * lengths come. Undefined: another statement.
 * @throws RedshiftError on what Redshift's tables cannot have
 */
export function rewriteCreateTable({ tokens }: ParsedStatement, edits: Edits): CreateTable | undefined {
  const head = readHead(tokens);
  if (head === undefined) return undefined;
  const open = tokens[head.next]?.text === '(' ? head.next : undefined;
  const close = open === undefined ? head.next - 1 : closingOf(tokens, open);
  const isDefinition = open !== undefined && !isColumnNames(tokens, close);
  const { attributes, next } = readTableAttributes(tokens, close + 1, edits);
  if (tokens[next]?.name === 'as' && head.ifNotExists) {
    throw syntaxError(tokens[next]?.text ?? '', 'CREATE TABLE AS has no IF NOT EXISTS.');
  }
  const body = isDefinition ? readDefinitions(tokens, open, close, edits) : NO_BODY;
  return {
    name: head.name,
    attributes: withColumnAttributes(attributes, body.columns),
    keys: body.keys,
    encodings: Object.fromEntries(body.columns.flatMap(({ name, encoding }) => (encoding ? [[name, encoding]] : []))),
    like: body.like,
  };
}

interface Body {
  readonly columns: readonly ColumnAttributes[];
  readonly keys: readonly DeclaredKey[];
  readonly like: QualifiedName | undefined;
}

const NO_BODY: Body = { columns: [], keys: [], like: undefined };

function readHead(tokens: readonly Token[]): { name: QualifiedName; next: number; ifNotExists: boolean } | undefined {
  if (tokens[0]?.name !== 'create') return undefined;
  let at = 1;
  while (['local', 'temp', 'temporary'].includes(tokens[at]?.name ?? '')) at++;
  if (tokens[at]?.name !== 'table') return undefined;
  at++;
  const ifNotExists = tokens[at]?.name === 'if';
  if (ifNotExists) at += 3;
  const read = readName(tokens, at);
  return read === undefined ? undefined : { ...read, ifNotExists };
}

/** `create table t (a, b) as select …` gives names only. */
function isColumnNames(tokens: readonly Token[], close: number): boolean {
  return tokens.slice(close + 1).some(({ name }) => name === 'as') && tokens[close - 2]?.text.match(/^[,(]$/) !== null;
}

function readDefinitions(tokens: readonly Token[], open: number, close: number, edits: Edits): Body {
  const columns: ColumnAttributes[] = [];
  const keys: DeclaredKey[] = [];
  let like: QualifiedName | undefined;
  for (const [from, to] of elements(tokens, open, close)) {
    const first = tokens[from]?.name ?? '';
    if (first === 'like') like = rewriteLike(tokens, from, to, edits);
    else if (isTableConstraint(tokens, from)) keys.push(...dropTableConstraint(tokens, from, to, edits));
    else {
      const column = readColumn(tokens, from, to, edits);
      columns.push(column);
      keys.push(...column.keys);
    }
  }
  const primary = keys.filter(({ kind }) => kind === 'primary').flatMap((key) => key.columns);
  const end = tokens[close];
  if (end !== undefined && primary.length > 0) edits.insert(end.start, primary.map(notNull).join(''));
  return { columns, keys, like };
}

/** The columns of a primary key hold no NULL, also where the key itself is not enforced. */
function notNull(column: string): string {
  return `, not null ${quote(column)}`;
}

/** First and behind-last index of each element of the list in parentheses. */
function* elements(tokens: readonly Token[], open: number, close: number): Generator<[number, number]> {
  let from = open + 1;
  for (let at = open + 1; at <= close; at++) {
    if (tokens[at]?.text === '(') at = closingOf(tokens, at);
    else if (at === close || tokens[at]?.text === ',') {
      yield [from, at];
      from = at + 1;
    }
  }
}

function rewriteLike(tokens: readonly Token[], from: number, to: number, edits: Edits): QualifiedName | undefined {
  const read = readName(tokens, from + 1);
  const last = tokens[to - 1];
  if (read === undefined || last === undefined) return undefined;
  // The byte lengths are constraints here.
  edits.insert(last.end, ' including constraints');
  return read.name;
}

function withColumnAttributes(table: TableAttributes, columns: readonly ColumnAttributes[]): TableAttributes {
  const dist = table.distColumn ?? columns.find(({ isDistKey }) => isDistKey)?.name;
  if (dist !== undefined && (table.diststyle === 'EVEN' || table.diststyle === 'ALL')) {
    throw new RedshiftError(`Cannot specify DISTKEY with DISTSTYLE ${table.diststyle}`, { code: '42601' });
  }
  const sorted = columns.filter(({ isSortKey }) => isSortKey).map(({ name }) => name);
  for (const { name, isQuoted } of columns) refuseReservedName(name, isQuoted);
  return {
    ...table,
    diststyle: dist === undefined ? table.diststyle : `KEY(${dist})`,
    distColumn: dist,
    sortColumns: table.sortColumns.length > 0 ? table.sortColumns : sorted,
  };
}
