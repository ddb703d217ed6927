import type { SqlParameters, SqlValue } from '../core/statement.ts';

/**
 * What can be put in, in psql's notation: `:name` a bound value, `:'name'` a literal (a list becomes several, with
 * commas); and of our own `:rows'name'`, a list as rows of one column, for VALUES, and `:each'name'{(?, ?)}`, the text in
 * braces once for each of several rows, with a bound value for each `?`, a literal (or null) for each `'?'`, and for each `"?"` a
 * literal where the value is plain, else a bound value: what binds nothing shares a message with its neighbours. Quoted
 * text and `::` casts are matched first, so that a colon inside them stands for nothing.
 */
const TOKEN = /::|:each'([a-z_]+)'\{([^}]*)\}|:'([a-z_]+)'|:rows'([a-z_]+)'|:([a-z_]+)|'(?:[^']|'')*'|"(?:[^"]|"")*"/g;

/** What a literal may consist of. Anything else is refused, not escaped: engines disagree on backslashes. */
const PLAIN_LITERAL = /^[A-Za-z0-9 _.,:@%+=~/()-]*$/;

/** Puts parameters into a SQL text. Fails on a missing or unused parameter, and on a literal that is not plain. */
export function bind(name: string, text: string, parameters: SqlParameters): { sql: string; values: SqlValue[] } {
  const values: SqlValue[] = [];
  const numbers = new Map<string, number>();
  const used = new Set<string>();
  const take = (parameter: string) => {
    const value = Object.hasOwn(parameters, parameter) ? parameters[parameter] : undefined;
    if (value === undefined) throw new Error(`${name}.sql: no value for :${parameter}`);
    used.add(parameter);
    return value;
  };
  const sql = text.replace(TOKEN, (token: string, ...groups: (string | undefined)[]) => {
    const [each, template = '', literal, rows, bound] = groups;
    if (each !== undefined) return renderEach(name, each, template, take(each), values);
    if (literal !== undefined) return renderLiterals(name, literal, take(literal)).join(', ');
    if (rows !== undefined)
      return renderLiterals(name, rows, take(rows))
        .map((row) => `(${row})`)
        .join(', ');
    if (bound === undefined) return token;
    const value = take(bound);
    if (typeof value === 'object' && value !== null) throw new Error(`${name}.sql: :${bound} cannot be a list`);
    if (!numbers.has(bound)) numbers.set(bound, values.push(value));
    return `$${numbers.get(bound)}`;
  });
  const unused = Object.keys(parameters).filter((parameter) => !used.has(parameter));
  if (unused.length > 0) throw new Error(`${name}.sql: unused parameter ${unused.join(', ')}`);
  return { sql, values };
}

/** The names of the parameters that a text takes. */
export function parametersIn(text: string): ReadonlySet<string> {
  const names = [...text.matchAll(TOKEN)].flatMap(([, ...groups]) => {
    const [each, , literal, rows, bound] = groups;
    return each ?? literal ?? rows ?? bound ?? [];
  });
  return new Set(names);
}

function renderEach(
  name: string,
  parameter: string,
  template: string,
  value: SqlParameters[string],
  values: SqlValue[],
): string {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`${name}.sql: :each'${parameter}' needs rows`);
  const width = template.split('?').length - 1;
  return (value as readonly (readonly SqlValue[])[])
    .map((row) => {
      if (row.length !== width) throw new Error(`${name}.sql: :each'${parameter}' needs rows of ${width} values`);
      const next = row[Symbol.iterator]();
      return template.replace(/'\?'|"\?"|\?/g, (mark) => {
        const cell = next.next().value ?? null;
        if (mark === '?' || (mark === '"?"' && !isPlain(cell))) return `$${values.push(cell)}`;
        return cell === null ? 'null' : renderLiteral(name, parameter, cell);
      });
    })
    .join(', ');
}

function isPlain(value: SqlValue): boolean {
  return typeof value === 'string' ? PLAIN_LITERAL.test(value) : value === null || Number.isFinite(value);
}

function renderLiterals(name: string, parameter: string, value: SqlParameters[string]): string[] {
  const literals = Array.isArray(value) ? value : [value];
  if (literals.length === 0) throw new Error(`${name}.sql: the list :'${parameter}' is empty`);
  return literals.map((literal) => renderLiteral(name, parameter, literal));
}

function renderLiteral(name: string, parameter: string, literal: unknown): string {
  if (typeof literal === 'number' && Number.isFinite(literal)) return String(literal);
  if (typeof literal === 'string' && PLAIN_LITERAL.test(literal)) return `'${literal}'`;
  throw new Error(`${name}.sql: :'${parameter}' is not a plain literal: ${JSON.stringify(literal)}`);
}
