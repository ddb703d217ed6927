import { RedshiftError, syntaxError } from '../error.ts';
import { leadingWords, type ParsedStatement } from './statement.ts';

/** Beginnings of statements that Redshift has no such thing for. */
const UNSUPPORTED = [
  ...['create index', 'create unique index', 'drop index', 'alter index', 'create sequence', 'alter sequence'],
  ...['create type', 'create domain', 'create extension', 'create trigger', 'create rule', 'create tablespace'],
  ...[
    'create operator',
    'create aggregate',
    'create collation',
    'create server',
    'create publication',
    'reindex',
    'cluster',
  ],
];
const NOT_IMITATED = [
  'unload',
  'create external',
  'create library',
  'create model',
  'create datashare',
  'call',
  'create procedure',
];
const OUTSIDE_BLOCKS = ['create database', 'drop database', 'alter database', 'create library', 'drop library'];

/** @throws RedshiftError for whole commands that Redshift, or the stand-in, does not have at this place */
export function refuseCommand(statement: ParsedStatement, isInBlock: boolean): void {
  const words = `${leadingWords(statement, 4)} `;
  const begins = (prefix: string) => words.startsWith(`${prefix} `);
  if (UNSUPPORTED.some(begins)) {
    throw new RedshiftError(`SQL command "${statement.sql}" not supported on Redshift tables.`, { code: '0A000' });
  }
  if (begins('create unlogged')) throw syntaxError(statement.tokens[1]?.text ?? '');
  if (NOT_IMITATED.some(begins)) {
    throw new RedshiftError(`the stand-in for Redshift does not imitate ${words.trim().toUpperCase()}`, {
      code: '0A000',
    });
  }
  if (!isInBlock) return;
  const command = OUTSIDE_BLOCKS.find(begins) ?? (isColumnChange(statement) ? 'alter table alter column' : undefined);
  if (command === undefined) return;
  throw new RedshiftError(`${command.toUpperCase()} cannot run inside a transaction block`, { code: '25001' });
}

function isColumnChange({ tokens }: ParsedStatement): boolean {
  if (tokens[0]?.name !== 'alter' || tokens[1]?.name !== 'table') return false;
  return tokens.some(({ name }, at) => at > 2 && name === 'alter' && tokens[at + 1]?.name === 'column');
}
