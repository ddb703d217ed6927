import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DIALECTS, type Dialect, type SqlCatalog, type SqlParameters } from '../core/statement.ts';
import { bind } from './bind.ts';

/** The .sql files are shipped as they are; this leads to them from src/sql as well as from dist/sql. */
const ROOT = fileURLToPath(new URL('../../src/sql/', import.meta.url));

const FRAGMENT = /:\(([a-z_]+)(?: ([a-z_.]+))?\)/g;
const ARGUMENT = /:it\b/g;
const DIRECTIVE = /^--! ([a-z]+): (.*)$/gm;
const COMMENT_LINE = /^\s*--.*\n?/gm;

/**
 * The statements below src/sql for one dialect. `name.<dialect>.sql` is preferred to `name.sql`;
 * a line `--! <dialect>: clause` counts for that dialect only; `:(name)` stands for the text of fragments/name, and
 * `:(name column)` for that text with the column in the place of each `:it`.
 */
export function openCatalog(dialect: Dialect): SqlCatalog {
  const texts = new Map<string, string>();
  let all: readonly string[] | undefined;
  const textOf = (name: string) => {
    const known = texts.get(name) ?? compile(name, dialect);
    texts.set(name, known);
    return known;
  };
  return {
    dialect,
    statement: (name, parameters: SqlParameters = {}) => ({ name, ...bind(name, textOf(name), parameters) }),
    names: (prefix) => {
      all ??= statementNames(dialect);
      return all.filter((name) => name.startsWith(prefix));
    },
  };
}

/** The text of a file for a dialect, placeholders still in it, comments gone. */
export function compile(name: string, dialect: Dialect): string {
  return compileText(readSql(name, dialect), dialect);
}

/** A text in the form of our files for a dialect: directives and fragments put in, lines of comment gone. */
export function compileText(text: string, dialect: Dialect): string {
  return text
    .replace(DIRECTIVE, (_line, target: string, clause: string) => (target === dialect ? clause : ''))
    .replace(COMMENT_LINE, '')
    .replace(FRAGMENT, (_token, fragment: string, column?: string) => {
      const fragmentText = compile(`fragments/${fragment}`, dialect);
      return column === undefined ? fragmentText : fragmentText.replace(ARGUMENT, column);
    })
    .trim();
}

/** The whole text of a file, as it is for a dialect, and its path below src/sql. */
export function readSource(name: string, dialect: Dialect): { readonly path: string; readonly text: string } {
  const variant = `${name}.${dialect}.sql`;
  const path = existsSync(`${ROOT}${variant}`) ? variant : `${name}.sql`;
  return { path, text: readFileSync(`${ROOT}${path}`, 'utf8') };
}

/** The first comment lines of a file, without the dashes: what the statement yields. */
export function describe(name: string, dialect: Dialect): string[] {
  const lines = readSql(name, dialect).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('-- '));
  return lines.slice(0, end).map((line) => line.slice(3).trim());
}

function readSql(name: string, dialect: Dialect): string {
  return readSource(name, dialect).text;
}

/** The names of all statements that a dialect has, fragments included, sorted. */
export function statementNames(dialect: Dialect): string[] {
  const names = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .map((path) =>
      path
        .replaceAll('\\', '/')
        .replace(/\.sql$/, '')
        .split('.'),
    )
    .filter(([, variant]) => variant === undefined || variant === dialect)
    .map(([name]) => name as string);
  return [...new Set(names)].sort();
}

/** True if the text names a dialect. */
export function isDialect(text: string): text is Dialect {
  return DIALECTS.includes(text as Dialect);
}
