import { performance } from 'node:perf_hooks';
import type { KeepingCommand } from './commands/command.ts';
import { compose, type Services } from './compose.ts';
import type { Config } from './config.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { Access, Session, Warehouse } from './core/warehouse.ts';
import { redactionFor } from './known-secrets.ts';
import type { Performance } from './performance.ts';
import { requireTables } from './preconditions.ts';
import { styleFor } from './reporters/index.ts';
import type { Style } from './reporters/style.ts';
import { clean } from './reporters/text.ts';
import { withRetries } from './retry.ts';
import { openCatalog } from './sql/catalog.ts';
import { openWhenFree } from './wait.ts';

/** A subcommand that tells of what is kept, or forgets it, and the world that it runs in. */
export type KeepingPerformance = Performance & { readonly command: KeepingCommand };

/** What such a subcommand works with. */
export interface Keeping {
  readonly session: Session;
  readonly sql: SqlCatalog;
  readonly warehouse: Warehouse;
}

/** Opens what a configuration names for some work, and closes it. */
export async function withServices<T>(
  { env, signal }: Pick<Performance, 'env' | 'signal'>,
  config: Config,
  access: Access,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const services = compose(config, env, access, signal);
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

/**
 * Does work in one transaction; where that fails for a passing reason, again in another.
 * @param require makes sure that the tables that it needs are there
 * @throws EtlError 'missingStep' if they are not
 */
export async function inWarehouse<T>(
  { env, signal, streams }: Pick<Performance, 'env' | 'signal' | 'streams'>,
  config: Config,
  services: Services,
  work: (keeping: Keeping) => Promise<T>,
  require: typeof requireTables = requireTables,
): Promise<T> {
  const warehouse = await whenFree(config, services, { env, signal, streams });
  const sql = openCatalog(warehouse.dialect);
  return withRetriesShown(config, { env, signal, streams }, () =>
    warehouse.transaction(async (session) => {
      await require(session, sql);
      return work({ session, sql, warehouse });
    }, signal),
  );
}

/** Does work that fails for a passing reason again, and says so on stderr. */
export function withRetriesShown<T>(
  { retry }: Config,
  { env, signal, streams }: Pick<Performance, 'env' | 'signal' | 'streams'>,
  work: () => Promise<T>,
): Promise<T> {
  return withRetries(
    retry,
    signal,
    ({ reason, attempt, attempts }) =>
      streams.err.write(`${clean(redactionFor(env).message(reason))}; trying again (${attempt} of ${attempts})\n`),
    work,
  );
}

/** Opens the warehouse; with --wait as soon as no other run has it. */
export function whenFree(
  { waitMs }: Config,
  services: Services,
  { env, signal, streams }: Pick<Performance, 'env' | 'signal' | 'streams'>,
): Promise<Warehouse> {
  const onWait = (reason: string) => {
    streams.err.write(`waiting until the warehouse is free: ${clean(redactionFor(env).message(reason))}\n`);
  };
  return openWhenFree(services.warehouse, { waitMs, signal, onWait, clock: () => performance.now() });
}

/** Writes the result to stdout: one JSON document, or text for the terminal. */
export function tell(
  { options, env, streams }: Pick<Performance, 'options' | 'env' | 'streams'>,
  document: Readonly<Record<string, unknown>> & { readonly type: string },
  text: (style: Style, width: number) => string,
): void {
  const { out } = streams;
  const isJson = options.json === true;
  out.write(
    isJson ? `${JSON.stringify(document)}\n` : text(styleFor(out, env), out.columns || Number.POSITIVE_INFINITY),
  );
}
