import type { Statement } from '../core/statement.ts';
import { openCatalog } from '../sql/catalog.ts';
import { attempt, type Finding, ok, warning } from './finding.ts';
import type { Given, World } from './world.ts';

/** As package.json has it; a test keeps the two together. */
export const LEAST_NODE = '20.19.0';

/** As docs/postgresql.md has it. */
const LEAST_POSTGRES = 12;

/** A server, by what it says of itself. Redshift calls itself PostgreSQL 8.0.2, and its own version comes last. */
export function examineServerVersion(dialect: 'postgres' | 'redshift', version: string, user: string): Finding {
  const as = `as the user ${user}`;
  if (dialect === 'redshift') return ok('server-version', `${/Redshift [\d.]+/.exec(version)?.[0] ?? version}, ${as}`);
  const found = `PostgreSQL ${version}, ${as}`;
  if (Number.parseInt(version, 10) >= LEAST_POSTGRES) return ok('server-version', found);
  return warning('server-version', found, `use PostgreSQL ${LEAST_POSTGRES} or later: nobody tried this one`);
}

/** Node.js and this program. */
export function examineProgram({ version, nodeVersion }: Pick<Given, 'version' | 'nodeVersion'>): Finding[] {
  const isOld = compareVersions(nodeVersion, LEAST_NODE) < 0;
  const node = isOld
    ? warning('node', `Node.js ${nodeVersion} is older than ${LEAST_NODE}`, `install Node.js ${LEAST_NODE} or later`)
    : ok('node', `Node.js ${nodeVersion} (at least ${LEAST_NODE})`);
  return [ok('program', `sparkify-etl ${version}`), node];
}

/** The embedded engine, which may be left out of an installation. */
export async function examineEngine({ config, signal }: Pick<World, 'config' | 'signal'>): Promise<Finding> {
  const isNeeded = config.warehouse.dialect === 'duckdb';
  const catalog = openCatalog('duckdb');
  const finding = await attempt('duckdb-engine', signal, async () => {
    const version = await versionOf(catalog.statement('doctor/version'), signal);
    return ok('duckdb-engine', `the DuckDB engine ${version}${isNeeded ? '' : ', which this warehouse does not need'}`);
  });
  if (isNeeded || finding.outcome === 'ok') return finding;
  return ok('duckdb-engine', 'the DuckDB engine is not installed; this warehouse does not need it');
}

async function versionOf(statement: Statement, signal: AbortSignal): Promise<string> {
  const { openDuckDb } = await import('../warehouses/duckdb/index.ts');
  const engine = await openDuckDb(':memory:', openCatalog('duckdb'));
  try {
    const [row] = await engine.transaction((session) => session.query(statement), signal);
    return String(row?.version);
  } finally {
    await engine.close();
  }
}

/** Negative if the first is lower; both as `20.19.0`. */
function compareVersions(one: string, other: string): number {
  const [parts, others] = [one, other].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (const [n, part] of parts.entries()) {
    const difference = part - (others[n] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
