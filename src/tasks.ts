import type { CheckRound } from './checks/round.ts';
import type { Figures, RunEvent } from './core/event.ts';
import type { SqlCatalog, SqlParameters } from './core/statement.ts';
import type { Operator } from './core/task.ts';
import type { Session, StageLoad, Warehouse } from './core/warehouse.ts';
import { WholeCatalogueError } from './core/whole-catalogue.ts';

/** What the operators work with. */
export interface RunContext {
  readonly warehouse: Warehouse;
  readonly sql: SqlCatalog;
  /** The transaction that the tasks of one stage group share. Staging opens its own. */
  readonly session: Session;
  /** The days that are loaded; none: whatever changed (dimensions), or all that is published (checks). */
  readonly days: readonly string[];
  readonly mode: DimensionMode;
  /** Which plays of other days are matched with the catalogue again: those that songs which came or changed may fit, or all. */
  readonly rematch: 'changed' | 'all';
  /** Whether the fact is loaded in the same run: what its days touch is marked for the dimensions already. */
  readonly withFact: boolean;
  /** The tables that the warehouse has, asked once. */
  readonly tablesThere: () => Promise<ReadonlySet<string>>;
  /** The checks that the run evaluates. */
  readonly checks: Pick<CheckRound, 'result'>;
  /** Finds the files of a dataset and says how to read them. */
  readonly openEvents: () => Promise<StageSource>;
  readonly openSongs: (which: 'new' | 'all') => Promise<StageSource>;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}

/** A staging task's work, but for whom to tell how far it is. */
type StageSource = Omit<StageLoad, 'onProgress'>;

/** `upsert` brings up to date what the days touch; `truncate` builds the dimension anew from all that is staged. */
export type DimensionMode = 'upsert' | 'truncate';

/** Creates tables that are not there yet, each with the indexes that an engine needs. */
export function createTables(...tables: readonly string[]): Operator<RunContext> {
  return async ({ session, sql, tablesThere }) => {
    const there = await tablesThere();
    const missing = tables.filter((table) => !there.has(table));
    const names = missing.flatMap((table) => [
      `create-tables/${table}`,
      ...sql.names(`create-tables/indexes/${table}/`),
    ]);
    await Promise.all(names.map((name) => session.run(sql.statement(name))));
    return {};
  };
}

/** Puts the events of the chosen files into staging: all or none. */
export const stageEvents: Operator<RunContext> = async (context, report) =>
  stageRecords(context, await context.openEvents(), report);

/** Puts the songs that are new or changed into staging; where that cannot be, all songs. */
export const stageSongs: Operator<RunContext> = async (context, report) => {
  try {
    return await stageRecords(context, await context.openSongs('new'), report);
  } catch (error) {
    if (!(error instanceof WholeCatalogueError)) throw error;
    const all = await context.openSongs('all');
    const message = `${error.message}: all ${all.files.length.toLocaleString('en')} song files are read`;
    context.emit({ type: 'notice', level: 'info', message });
    return stageRecords(context, all, report);
  }
};

async function stageRecords(
  { warehouse, signal }: RunContext,
  load: StageSource,
  report: (figures: Figures) => void,
): Promise<Figures> {
  report({ files: 0, filesTotal: load.files.length, rows: 0, bytes: 0, rejected: 0 });
  const { files, rows, bytes, rejects } = await warehouse.stage({ ...load, onProgress: report }, signal);
  return { files, filesTotal: files, rows, bytes, rejected: rejects.length };
}

/**
 * Replaces the plays of the days by what is staged for them, and those of all days whose song may be another now, because songs
 * came or changed; notes which users and times that touches.
 */
export const replaceFact: Operator<RunContext> = async (context) => {
  const { warehouse, session, sql, days, rematch } = context;
  const run = (name: string, parameters = {}) => session.run(sql.statement(`load-fact/${name}`, parameters));
  if (rematch === 'all') await run('mark-all-songs');
  // Handed over at once: none needs what another gives, and a session runs them in this order.
  const marked = days.length === 0 ? [] : [run('delete-restaged-days', { days }), run('mark-stale-times', { days })];
  // Awaited together: one that fails while only another is awaited would end the process.
  const [[stale]] = await Promise.all([session.query(sql.statement('load-fact/count-stale-songs')), ...marked]);
  const written = [
    ...(Number(stale?.songs ?? 0) > 0 ? [run('mark-times-of-stale-songs')] : []),
    run('mark-stale-users', { days: days.length === 0 ? NO_DAY : days }),
    warehouse.analyze(session, ['etl_stale_times', 'etl_stale_users']),
    run('delete-songplays'),
    ...(days.length === 0 ? [] : [run('delete-published-days', { days }), run('insert-published-days', { days })]),
    run('insert-songplays'),
    run('delete-repeated-songplays'),
    run('clear-stale-songs'),
    warehouse.analyze(session, ['songplays']),
  ];
  const counted = session.query(
    days.length === 0
      ? sql.statement('load-fact/count-matched-again')
      : sql.statement('load-fact/count-plays', { days }),
  );
  const [[counts]] = await Promise.all([counted, ...written]);
  return { rows: Number(counts?.plays ?? 0), matched: Number(counts?.matched ?? 0) };
};

/** Stands for the days where there are none: no log can be of this one. */
const NO_DAY = ['0001-01-01'];

/** The statements that load a dimension, by name below load-dims. */
export interface DimensionStatements {
  readonly table: string;
  /** Say which members are loaded: those of the days, or all. None where staging itself says so. */
  readonly markDays?: string;
  readonly markAll?: string;
  readonly deleteStale: string;
  /** Removes members that nothing has any more. */
  readonly deleteLost?: string;
  readonly deleteAll: string;
  readonly insert: string;
  readonly clear?: string;
}

/** Replaces members of a dimension: those that changed and those of the days, or all of them. */
export function loadDimension(statements: DimensionStatements): Operator<RunContext> {
  return async (context) => {
    const { warehouse, session, sql } = context;
    const before = statementsBefore(statements, context);
    // Handed over at once, see replaceFact.
    const prepared = before.map(([name, parameters]) => session.run(sql.statement(`load-dims/${name}`, parameters)));
    const inserted = session.run(sql.statement(`load-dims/${statements.insert}`));
    const cleared = statements.clear === undefined ? 0 : session.run(sql.statement(`load-dims/${statements.clear}`));
    const analyzed = warehouse.analyze(session, [statements.table]);
    const [rows] = await Promise.all([inserted, cleared, analyzed, ...prepared]);
    return { rows };
  };
}

/** What makes room for the members that are loaded, with parameters. */
function statementsBefore(statements: DimensionStatements, { days, mode, withFact }: RunContext) {
  const { markDays, markAll, deleteStale, deleteLost, deleteAll } = statements;
  const before: [string, SqlParameters][] = [];
  if (mode === 'truncate') {
    if (markAll !== undefined) before.push([markAll, {}]);
    before.push([deleteAll, {}]);
  } else {
    if (markDays !== undefined && days.length > 0 && !withFact) before.push([markDays, { days }]);
    if (deleteLost !== undefined) before.push([deleteLost, {}]);
    before.push([deleteStale, {}]);
  }
  return before;
}
