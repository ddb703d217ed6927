import { EtlError, toEtlError } from '../core/errors.ts';
import { grantOnSchema, grantOnTables, type UserOfSchema } from '../core/missing-rights.ts';
import type { QueryRow, Session, Warehouse } from '../core/warehouse.ts';
import { counted } from '../reporters/format.ts';
import { openCatalog } from '../sql/catalog.ts';
import { attempt, type Finding, ok, problem } from './finding.ts';
import { tablesOf } from './tables.ts';
import { undone } from './undone.ts';

const RIGHTS = ['select', 'insert', 'update', 'delete'] as const;

/** Whether the user of a server may make tables, and use those there are. */
export async function examineRights(warehouse: Warehouse, signal: AbortSignal): Promise<Finding[]> {
  return [
    await attempt('rights-create', signal, () => tryTables(warehouse, signal)),
    await attempt('rights-tables', signal, () => comparePrivileges(warehouse, signal)),
  ];
}

/** Makes a table, writes a row and deletes it, all in a transaction that is rolled back. */
async function tryTables(warehouse: Warehouse, signal: AbortSignal): Promise<Finding> {
  const catalog = openCatalog(warehouse.dialect);
  const steps = ['create-trial', 'insert-trial', 'delete-trial'] as const;
  const work = async (session: Session) => {
    for (const step of steps) await session.run(catalog.statement(`doctor/${step}`));
  };
  try {
    await undone(warehouse, work, signal);
    return ok('rights-create', 'tables can be made, written to and deleted from (tried, and rolled back)');
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const failure = toEtlError(error);
    return problem('rights-create', isForbidden(failure) ? noRight(failure, await askWho(warehouse, signal)) : failure);
  }
}

function isForbidden({ cause }: EtlError): boolean {
  return (cause as { code?: string } | undefined)?.code === '42501';
}

function noRight({ kind, message, details, cause }: EtlError, who: UserOfSchema): EtlError {
  return new EtlError(kind, message, {
    details,
    cause,
    hint: `as its owner: ${grantOnSchema(who)}; a run makes bookkeeping tables even where all others are there`,
  });
}

async function askWho(warehouse: Warehouse, signal: AbortSignal): Promise<UserOfSchema> {
  const statement = openCatalog(warehouse.dialect).statement('doctor/server');
  const [row = {}] = await warehouse.transaction((session) => session.query(statement), signal);
  return { user: String(row.user_name), schema: String(row.schema_name) };
}

async function comparePrivileges(warehouse: Warehouse, signal: AbortSignal): Promise<Finding> {
  const catalog = openCatalog(warehouse.dialect);
  const rows = await warehouse.transaction((session) => session.query(catalog.statement('doctor/privileges')), signal);
  const ours = new Set(tablesOf(catalog));
  const lacking = rows.filter(({ name }) => ours.has(String(name))).flatMap(missingRights);
  if (lacking.length === 0) return ok('rights-tables', 'the tables there are can be read and written to');
  const error = new EtlError('warehouse', `the user lacks rights on ${counted(lacking.length, 'table')}`, {
    details: lacking,
    hint: `as their owner: ${grantOnTables(await askWho(warehouse, signal))}`,
  });
  return problem('rights-tables', error);
}

function missingRights(row: QueryRow): string[] {
  const missing = RIGHTS.filter((right) => row[`can_${right}`] !== true);
  return missing.length === 0 ? [] : [`${String(row.name)}: no ${missing.join(', ')}`];
}
