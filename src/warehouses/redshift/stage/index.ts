import { EtlError, throwIfAborted } from '../../../core/errors.ts';
import { readDays } from '../../../core/read-days.ts';
import { RejectLog, rejectRows } from '../../../core/rejects.ts';
import { type StagedFile, stagedFiles } from '../../../core/staged-files.ts';
import type { SqlCatalog, SqlParameters } from '../../../core/statement.ts';
import type { StageLoad, StageResult } from '../../../core/warehouse.ts';
import type { PgServer, PgSession } from '../../pg/types.ts';
import type { Surroundings } from '../../target.ts';
import { authorizationClause } from '../copy/authorization.ts';
import type { CopySettings } from '../copy/statement.ts';
import { WorkFolder } from '../copy/work-folder.ts';
import { explainLoad, SHOWN } from '../errors/explain-load.ts';
import { fetchLoadErrors, type LoadMark } from '../errors/load-errors.ts';
import type { Mutex } from '../mutex.ts';
import { enterFiles } from './enter-files.ts';
import { loadSlice, publish, RefusedSlice } from './load-slice.ts';
import type { Loading } from './loading.ts';
import { Progress } from './progress.ts';
import { type Slice, slicesOf } from './slice.ts';
import { Sources } from './sources.ts';

/** What staging needs of the warehouse. */
export interface StageEnvironment {
  readonly server: PgServer;
  readonly catalog: SqlCatalog;
  readonly copy: Omit<CopySettings, 'maxErrors'>;
  readonly openWork: Surroundings['openWork'];
  /** Two transactions that write at a time may be a conflict, even of one run. */
  readonly turns: Mutex;
}

/**
 * Loads files into a staging table in one transaction, by COPY from S3. Where COPY refuses a day, leaves records out, or
 * may have taken what it should not, the exact reader is asked; what it takes is rewritten to the work area, and copied
 * from there, so that rows and rejects are those of every other engine.
 */
export async function stageFiles(
  { server, catalog, copy, openWork, turns }: StageEnvironment,
  load: StageLoad,
  signal: AbortSignal,
): Promise<StageResult> {
  // A setting that is missing is told of before anything is read or written.
  authorizationClause(copy.access, copy.environment);
  const folder = openWork === undefined ? undefined : new WorkFolder(await openWork());
  const over = new AbortController();
  const loading: Loading = {
    ...{ server, catalog, load, folder },
    copy: { ...copy, maxErrors: load.maxErrors },
    log: new RejectLog(load),
    progress: new Progress(load),
    signal: AbortSignal.any([signal, over.signal]),
  };
  const sources = new Sources(loading);
  try {
    await loadAll(loading, sources, turns);
    return { ...loading.progress.result(), rejects: loading.log.rejects };
  } finally {
    over.abort();
    await sources.settled();
    await folder?.remove();
  }
}

/** Runs the transaction; again, if COPY refused a slice that can be read another way. */
async function loadAll(loading: Loading, sources: Sources, turns: Mutex): Promise<void> {
  const { server, load, signal } = loading;
  const slices = slicesOf(load);
  for (;;) {
    // Before the turn comes: the work in S3 of one load goes on while the server has another.
    const [first] = slices;
    if (first !== undefined) await sources.prepare(first);
    try {
      loading.progress.beginAgain();
      return await turns.run(() =>
        server.transaction((session) => loadSlices(loading, session, slices, sources), signal),
      );
    } catch (error) {
      if (!(error instanceof RefusedSlice)) throw error;
      await readRefused(loading, sources, error);
    }
  }
}

/** Has a slice read record by record that COPY refused. Throws what is wrong with it if that does not help. */
async function readRefused(loading: Loading, sources: Sources, refused: RefusedSlice): Promise<void> {
  const { load, signal } = loading;
  const { slice, source } = refused;
  const rewritten = source.kind === 'rewritten' ? undefined : sources.rewrite(slice);
  if (rewritten === undefined) throw await explain(loading, refused);
  try {
    await rewritten;
  } catch (error) {
    throwIfAborted(signal);
    const isCount = error instanceof EtlError && error.kind === 'badData';
    throw isCount && load.maxErrors > 0 ? error : await explain(loading, refused);
  }
}

async function explain(loading: Loading, { failure, mark, source }: RefusedSlice): Promise<EtlError> {
  const { server, catalog, load } = loading;
  const errors = await fetchLoadErrors(server, catalog, mark, SHOWN);
  const parts = source.kind === 'rewritten' ? source.packed.map : undefined;
  return explainLoad(failure, errors, load.dataset, parts);
}

async function loadSlices(
  loading: Loading,
  session: PgSession,
  slices: readonly Slice[],
  sources: Sources,
): Promise<void> {
  const marked = { session, mark: markOf(loading, session) };
  // Only asked for if something is odd.
  marked.mark.catch(() => undefined);
  makeRoom(loading, session);
  const counts = new Map<string, number>();
  let rows = 0;
  let publishLast: () => Promise<void> = async () => {};
  const published: Promise<void>[] = [];
  for (const [n, slice] of slices.entries()) {
    const next = slices[n + 1];
    // Meanwhile the server copies this one. Its failure is met when its turn comes.
    if (next !== undefined) void sources.prepare(next).catch(() => undefined);
    const loaded = await loadSlice(loading, marked, slice, sources);
    for (const [uri, count] of loaded.rowsOf) counts.set(uri, count);
    rows += loaded.rows;
    const publishing = () => unawaited(publish(loading, session, slice, loaded));
    if (next === undefined) publishLast = publishing;
    else published.push(publishing());
  }
  const { load, log } = loading;
  log.finish();
  const files = stagedFiles(load, counts, { rows, rejects: log.rejects });
  // What has bound values is a message of its own: it comes first, so that all the rest goes with one more.
  const entered = enterFiles(loading, session, files);
  await Promise.all([...entered, ...published, publishLast(), ...finishTable(loading, session, files)]);
}

/** Awaited later; until then a failure must not count as unhandled. */
function unawaited<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** What the system views will know the load by. */
async function markOf({ catalog }: Loading, session: PgSession): Promise<LoadMark> {
  const [row] = await session.query(catalog.statement('stage/session'));
  return { session: Number(row?.session_id), since: String(row?.started_at) };
}

/** Hands over statements below src/sql/stage: they run in their order, before all that is handed over later. */
function runAll({ catalog }: Loading, session: PgSession, statements: readonly (readonly [string, SqlParameters?])[]) {
  return statements.map(([name, parameters]) => session.run(catalog.statement(`stage/${name}`, parameters)));
}

/** Removes what was staged for the days before, its rejects, and its files from the ledger. */
function makeRoom(loading: Loading, session: PgSession): void {
  const { dataset, days } = loading.load;
  if (dataset.name === 'songs') return;
  runAll(loading, session, [
    ['delete-events', { days }],
    ['delete-event-rejects', { days }],
    ['delete-files-of-days', { days }],
    ['delete-staged-days', { days }],
    ['insert-restaged-days', { days }],
    ['delete-published-days', { days }],
  ]);
}

/** Lists the days as staged, sets the rejects aside, and counts what the table has. */
function finishTable(loading: Loading, session: PgSession, files: readonly StagedFile[]): Promise<unknown>[] {
  const { catalog, load, log } = loading;
  const read = load.dataset.name === 'events' ? readDays(load.days, files) : [];
  const batches = rejectRows(log.rejects, load.files);
  return [
    session.run(catalog.statement(`analyze/${load.dataset.table}`)),
    ...runAll(loading, session, [
      ...read.map((batch) => ['insert-staged-days', { read_days: batch }] as const),
      ...batches.map((rejects) => ['insert-rejects', { rejects }] as const),
    ]),
  ];
}
