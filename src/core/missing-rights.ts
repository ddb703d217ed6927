import { EtlError } from './errors.ts';

/** A user of a server, and a schema there. */
export interface UserOfSchema {
  readonly user: string;
  readonly schema: string;
}

/** Of a schema that is there and lets the user in no further than its name. */
export function mayNotUseSchema({ user, schema }: UserOfSchema): EtlError {
  return new EtlError('warehouse', `the user ${user} may not use the schema ${schema}: it lacks the right USAGE`, {
    hint: `as its owner: ${grantOnSchema({ user, schema })}`,
  });
}

/** Of tables that are there and hide from the user. */
export function mayNotReadTables({ user, schema }: UserOfSchema, tables: readonly string[]): EtlError {
  return new EtlError('warehouse', `the user ${user} lacks the right SELECT on tables of the schema ${schema}`, {
    details: [tables.join(', ')],
    hint: `as their owner: ${grantOnTables({ user, schema })}; for what only reads, grant select is enough`,
  });
}

/** What lets a user make tables. */
export function grantOnSchema({ user, schema }: UserOfSchema): string {
  return `grant usage, create on schema ${identifier(schema)} to ${identifier(user)}`;
}

/** What lets a user load tables. */
export function grantOnTables({ user, schema }: UserOfSchema): string {
  return `grant select, insert, update, delete on all tables in schema ${identifier(schema)} to ${identifier(user)}`;
}

/** A name as SQL takes it. */
function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
