import { EtlError, messageOf } from '../core/errors.ts';
import { mayNotUseSchema } from '../core/missing-rights.ts';
import type { QueryRow, Warehouse } from '../core/warehouse.ts';
import { openCatalog } from '../sql/catalog.ts';
import { openProbe, type ServerProbe } from '../warehouses/probe.ts';
import type { PostgresTarget, RedshiftTarget } from '../warehouses/target.ts';
import { examineClock } from './clock.ts';
import { attempt, type Finding, ok, problem, skipped } from './finding.ts';
import { describeLogin } from './login.ts';
import { examineTls } from './tls.ts';
import { examineServerVersion } from './versions.ts';
import type { World } from './world.ts';

type Target = PostgresTarget | RedshiftTarget;

const AFTER_LOGIN = ['schema', 'lock', 'server-clock'] as const;

/** A server, step by step: credentials, network, TLS, login, version, schema, lock, clock. Undefined: nobody could log in. */
export async function examineServer(target: Target, world: World): Promise<[Warehouse | undefined, Finding[]]> {
  const { signal, services } = world;
  const findings = await examineConnection(target, world);
  if (findings.some(({ outcome }) => outcome === 'problem')) {
    return [undefined, [...findings, ...AFTER_LOGIN.map((check) => skipped(check, 'nobody could log in'))]];
  }
  let warehouse: Warehouse | undefined;
  let facts: ServerFacts | undefined;
  const version = await attempt('server-version', signal, async () => {
    warehouse = await services.warehouse();
    facts = await askServer(warehouse, signal);
    return examineServerVersion(target.dialect, String(facts.row.version), String(facts.row.user_name));
  });
  if (warehouse === undefined || facts === undefined) return [undefined, [...findings, version]];
  const schema = await examineSchema(target, facts, warehouse, signal);
  const hasSchema = schema.outcome === 'ok';
  const lock = await examineLock(warehouse, hasSchema, signal);
  const clock = examineClock('server-clock', facts.aheadMs, 'the server');
  return [hasSchema ? warehouse : undefined, [...findings, version, schema, lock, clock]];
}

/** From the credentials to the login. What comes after a step that failed is not tried. */
async function examineConnection(target: Target, world: World): Promise<Finding[]> {
  const { signal, environment } = world;
  let probe: ServerProbe | undefined;
  const found: Finding[] = [];
  const rest = (...checks: readonly string[]) => checks.map((check) => skipped(check, 'there is no connection'));
  const prepared = await attempt('login', signal, async () => {
    probe = await openProbe(target, openCatalog(target.dialect), { environment });
    const { host, port, user, database } = await probe.login();
    const reached = await attempt('server-reached', signal, async () => {
      const addresses = await (probe as ServerProbe).reach({ host, port, user, database }, signal);
      const place = addresses.length === 0 ? host : `${host}:${port} (${[...new Set(addresses)].join(', ')})`;
      return ok('server-reached', `${place} takes connections`);
    });
    found.push(reached);
    return ok('login', describeLogin(target, user, environment));
  });
  if (prepared.outcome === 'problem') return [...rest('server-reached', 'tls'), prepared];
  if (found.some(({ outcome }) => outcome === 'problem')) return [...found, ...rest('tls', 'login')];
  return [...found, ...(await connect(probe as ServerProbe, target, prepared, signal))];
}

async function connect(
  probe: ServerProbe,
  target: Target,
  login: Finding,
  signal: AbortSignal,
): Promise<readonly [Finding, Finding]> {
  try {
    return [examineTls(await probe.connect(signal), target.server), login];
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof EtlError)) throw error;
    if (isAboutTls(error, probe.location)) return [problem('tls', error), skipped('login', 'there is no connection')];
    return [skipped('tls', 'the login failed before it was told'), problem('login', error)];
  }
}

const TLS = /\b(SSL|TLS|certificate|encryption)\b/i;

/** @param location may be anything, and stands in most messages */
function isAboutTls({ message, cause }: EtlError, location: string): boolean {
  const { code = '' } = (cause ?? {}) as { code?: string };
  return TLS.test(message.replaceAll(location, '')) || TLS.test(messageOf(cause)) || /CERT|SSL|TLS/.test(code);
}

interface ServerFacts {
  readonly row: QueryRow;
  /** How far this machine's clock is ahead of the server's. */
  readonly aheadMs: number;
}

async function askServer(warehouse: Warehouse, signal: AbortSignal): Promise<ServerFacts> {
  const statement = openCatalog(warehouse.dialect).statement('doctor/server');
  return warehouse.transaction(async (session) => {
    // Setting the session up takes a round trip of its own.
    await session.query(statement);
    const sentAt = Date.now();
    const [row = {}] = await session.query(statement);
    return { row, aheadMs: (sentAt + Date.now()) / 2 - Number(row.now_seconds) * 1000 };
  }, signal);
}

async function examineSchema(
  target: Target,
  { row }: ServerFacts,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<Finding> {
  if (row.schema_name !== null)
    return ok('schema', `tables go to the schema ${row.schema_name} (search_path: ${row.search_path})`);
  return attempt('schema', signal, async () => {
    const hidden = openCatalog(warehouse.dialect).statement('state/hidden-schemas');
    const [closed] = await warehouse.transaction((session) => session.query(hidden), signal);
    if (closed === undefined) return problem('schema', noSchema(target, row, warehouse.location));
    const { user_name: user, schema_name: schema } = closed;
    return problem('schema', mayNotUseSchema({ user: String(user), schema: String(schema) }));
  });
}

function noSchema({ server: { schema } }: Target, { search_path }: QueryRow, location: string): EtlError {
  const found =
    schema === undefined
      ? `no schema of the search_path (${search_path}) exists in ${location}`
      : `the schema ${schema} does not exist in ${location}`;
  const hint = `make it first: create schema ${schema ?? 'sparkify'}; or name another one in WAREHOUSE_URL (…?schema=NAME)`;
  return new EtlError('usage', found, { hint });
}

async function examineLock(warehouse: Warehouse, hasSchema: boolean, signal: AbortSignal): Promise<Finding> {
  if (!hasSchema) return skipped('lock', 'there is no schema to work in');
  return attempt('lock', signal, async () => {
    await warehouse.requireFree(signal);
    return ok('lock', 'no other run is under way');
  });
}
