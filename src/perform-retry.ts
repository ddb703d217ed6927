import { chooseSettings } from './choose.ts';
import type { RetryCommand, RunCommand } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import { compose } from './compose.ts';
import { readConfig } from './config.ts';
import { EtlError, EXIT_CODES } from './core/errors.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { Session } from './core/warehouse.ts';
import type { Performance } from './performance.ts';
import { requireTables } from './preconditions.ts';
import { openCatalog } from './sql/catalog.ts';

/** A run that left days out. */
interface Incomplete {
  readonly run: string;
  readonly command: RunCommand;
  readonly days: readonly string[];
}

type RunAgain = (command: RunCommand, days: readonly string[]) => Promise<number>;

/** Finds the days of a run that failed or were not reached, and has the same command load them. */
export async function performRetry(
  performance: Performance & { command: RetryCommand },
  runAgain: RunAgain,
): Promise<number> {
  const { command, options, env, signal, streams } = performance;
  const config = readConfig(chooseSettings(command, options), env);
  const services = compose(config, env, 'read', signal);
  let found: Incomplete | undefined;
  try {
    const warehouse = await services.warehouse();
    const sql = openCatalog(warehouse.dialect);
    const name = typeof options.name === 'string' ? options.name : undefined;
    found = await warehouse.transaction((session) => findIncomplete(session, sql, name), signal);
  } finally {
    await services.close();
  }
  if (found !== undefined && found.days.length > 0) return runAgain(found.command, found.days);
  if (options.quiet !== true) {
    const which = found === undefined ? 'no run' : `nothing of run ${found.run}`;
    streams.err.write(`${which} failed or was not reached: there is nothing to load again\n`);
  }
  return EXIT_CODES.ok;
}

async function findIncomplete(
  session: Session,
  sql: SqlCatalog,
  name: string | undefined,
): Promise<Incomplete | undefined> {
  await requireTables(session, sql);
  const run = await findRun(session, sql, name);
  if (run === undefined) return undefined;
  const days = await session.query(sql.statement('state/incomplete-days', { run: run.id }));
  const command = COMMANDS.find((each): each is RunCommand => each.kind === 'run' && each.name === run.command);
  if (command === undefined)
    throw new EtlError('usage', `run ${run.id} was of ${run.command}, which cannot be done again`);
  return { run: run.id, command, days: days.map(({ day }) => String(day)) };
}

async function findRun(session: Session, sql: SqlCatalog, name: string | undefined) {
  if (name === undefined) {
    const [last] = await session.query(sql.statement('state/last-incomplete-run'));
    if (last?.run_id === null || last?.run_id === undefined) return undefined;
    return findRun(session, sql, String(last.run_id));
  }
  // The name becomes a part of the pattern: only what names of runs consist of.
  if (!/^[0-9A-Za-z-]+$/.test(name)) throw unknownRun(name);
  const runs = await session.query(sql.statement('state/find-run', { pattern: `${name}%` }));
  const [found, second] = runs;
  if (found === undefined) throw unknownRun(name);
  if (second !== undefined && found.run_id !== name) {
    throw new EtlError('usage', `${runs.length} runs begin with ${name}`, { hint: 'give more of the name' });
  }
  return { id: String(found.run_id), command: String(found.command) };
}

function unknownRun(name: string): EtlError {
  return new EtlError('usage', `there is no run "${name}"`, { hint: 'sparkify-etl history lists the runs' });
}
