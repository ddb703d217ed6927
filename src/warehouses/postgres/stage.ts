import { EtlError } from '../../core/errors.ts';
import { readDays } from '../../core/read-days.ts';
import { RejectLog, rejectRows } from '../../core/rejects.ts';
import { filesAsJson, loadMark, type StagedFile, stagedFiles, vanishedFiles } from '../../core/staged-files.ts';
import type { SqlCatalog, SqlParameters, Statement } from '../../core/statement.ts';
import type { StageLoad, StageResult } from '../../core/warehouse.ts';
import type { PgServer, PgSession } from '../pg/types.ts';
import { analyzeTables } from './analyze.ts';
import { copyIn } from './copy-in.ts';
import { encodeFiles } from './encode-files.ts';
import { Progress } from './progress.ts';

/** A load within its transaction. */
interface Loading {
  readonly session: PgSession;
  readonly catalog: SqlCatalog;
  readonly load: StageLoad;
  readonly log: RejectLog;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Loads files into a staging table in one transaction: every record is read here, and the rows are streamed to the server
 * with COPY. Nothing is loaded if too many records are rejected, or if the server counts other rows than were sent.
 */
export async function stageFiles(
  server: PgServer,
  catalog: SqlCatalog,
  load: StageLoad,
  signal: AbortSignal,
  first: readonly Statement[],
): Promise<StageResult> {
  const log = new RejectLog(load);
  const progress = new Progress(load);
  await server.transaction(
    async (session) => {
      const loading = { session, catalog, load, log, progress, signal };
      await Promise.all([...makeRoom(loading), copyRows(loading)]);
      log.finish();
      const files = stagedFiles(load, progress.rowsOf, { rows: progress.rows, rejects: log.rejects });
      await Promise.all([...enterFiles(loading, files), ...setAside(loading), ...finishTable(loading, files)]);
    },
    signal,
    first,
  );
  const figures = progress.figures(log.rejects.length);
  load.onProgress(figures);
  return { files: figures.files, bytes: figures.bytes, rows: figures.rows, rejects: log.rejects };
}

/** Hands over statements below src/sql/stage: they run in their order, before all that is handed over later. */
function runAll({ session, catalog }: Loading, statements: readonly (readonly [string, SqlParameters?])[]) {
  return statements.map(([name, parameters]) => session.run(catalog.statement(`stage/${name}`, parameters)));
}

function makeRoom(loading: Loading): Promise<number>[] {
  const { dataset, days } = loading.load;
  return runAll(loading, dataset.name === 'events' ? [['delete-events', { days }]] : [['create-incoming-songs']]);
}

async function copyRows({ session, catalog, load, log, progress, signal }: Loading): Promise<void> {
  const { name, sql } = catalog.statement(load.dataset.name === 'events' ? 'stage/copy-events' : 'stage/copy-songs');
  const counted = await session.exclusively(name, (client) =>
    copyIn(client, sql, (stop) => encodeFiles(load, log, progress, AbortSignal.any([signal, stop]))),
  );
  if (counted === progress.rows) return;
  throw new EtlError(
    'warehouse',
    `${load.dataset.table}: ${progress.rows} rows were sent, and the server counted ${counted}; nothing was loaded`,
    { hint: 'look for triggers or rules on this table: nothing else may change what is loaded' },
  );
}

/** Lists the files in the ledger, in the place of those that they replace. */
function enterFiles(loading: Loading, files: readonly StagedFile[]): Promise<unknown>[] {
  const { session, catalog, load } = loading;
  const { dataset, days } = load;
  const inserted = ['insert-files', filesAsJson(load, files)] as const;
  if (dataset.name === 'events') return runAll(loading, [['delete-files-of-days', { days }], inserted]);
  return [
    ...runAll(loading, [inserted]),
    // What the next statement looks for is new: a planner that does not know compares each file with every other.
    analyzeTables(session, catalog, ['etl_files']),
    ...runAll(loading, [
      ['delete-files-read-again', loadMark(load)],
      ...vanishedFiles(load).map((batch) => ['delete-vanished-files', batch] as const),
    ]),
  ];
}

/** Replaces the rejects of what was staged before. */
function setAside(loading: Loading): Promise<number>[] {
  const { load, log } = loading;
  const { dataset, days, files } = load;
  const batches = rejectRows(log.rejects, files);
  return runAll(loading, [
    dataset.name === 'events' ? ['delete-event-rejects', { days }] : ['delete-song-rejects', loadMark(load)],
    ...batches.map((rejects) => ['insert-rejects', { rejects }] as const),
  ]);
}

/** Lists the days as staged, or puts the songs in the place of those that they replace; then counts what the table has. */
function finishTable(loading: Loading, files: readonly StagedFile[]): Promise<unknown>[] {
  const { session, catalog, load } = loading;
  const { dataset, days } = load;
  const read = readDays(days, files);
  const statements =
    dataset.name === 'events'
      ? runAll(loading, [
          ['delete-staged-days', { days }],
          ...read.map((batch) => ['insert-staged-days', { read_days: batch }] as const),
          ['insert-restaged-days', { days }],
          ['delete-published-days', { days }],
        ])
      : runAll(loading, [
          ['mark-stale-songs', loadMark(load)],
          ['delete-former-songs', loadMark(load)],
          ['insert-songs'],
          ['drop-incoming-songs'],
        ]);
  return [...statements, analyzeTables(session, catalog, [dataset.table])];
}
