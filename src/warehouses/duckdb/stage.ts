import { readDays } from '../../core/read-days.ts';
import { RejectLog, rejectRows } from '../../core/rejects.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { Session, StageLoad, StageResult } from '../../core/warehouse.ts';
import { countEvents } from './count-events.ts';
import type { Database } from './database.ts';
import { RefusedError } from './errors.ts';
import { insertParts, isAccepted, prepareInserts } from './insert.ts';
import { makeParts } from './parts.ts';
import { rewritePart } from './rewrite.ts';
import { openSpool, type Part, type Spool } from './spool.ts';

/**
 * How much DuckDB is given in one statement. Each leaves row groups that are not full, and closing the file merges them:
 * with a tenth of this size that took a quarter of the load's CPU time. Of copies, less lies in the temporary folder.
 */
const BATCH_BYTES = 2 * 1024 * 1024 * 1024;
const COPIED_BYTES = 256 * 1024 * 1024;

/**
 * Loads files into a staging table in one transaction. DuckDB's own reader is tried on all of them first, since most
 * data is clean; only if it refuses something, the load starts again and each part is probed: what is refused is then
 * read record by record, rewritten in the dataset's own form, and loaded from that.
 */
export async function stageFiles(
  database: Database,
  catalog: SqlCatalog,
  load: StageLoad,
  signal: AbortSignal,
): Promise<StageResult> {
  if (load.reader.standardKeys) {
    try {
      return await stageOnce({ database, catalog, load, signal, exact: false });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
    }
  }
  return stageOnce({ database, catalog, load, signal, exact: true });
}

interface Attempt {
  readonly database: Database;
  readonly catalog: SqlCatalog;
  readonly load: StageLoad;
  readonly signal: AbortSignal;
  /** Whether parts that DuckDB refuses are read record by record, or fail the attempt. */
  readonly exact: boolean;
}

/** An attempt within its transaction. */
interface Loading extends Attempt {
  readonly session: Session;
  readonly spool: Spool;
  readonly log: RejectLog;
  readonly progress: Progress;
}

async function stageOnce(attempt: Attempt): Promise<StageResult> {
  const { database, catalog, load, signal } = attempt;
  const spool = await openSpool();
  try {
    return await database.transaction(async (session) => {
      const log = new RejectLog(load);
      const progress = new Progress(load);
      await prepareInserts(session, catalog, load);
      if (load.dataset.name === 'events')
        await session.run(catalog.statement('stage/delete-events', { days: load.days }));
      await loadBatches({ ...attempt, session, spool, log, progress });
      log.finish();
      await setAside(session, catalog, load, log);
      await finishTable(session, catalog, load, log, progress);
      return { ...progress.result(), rejects: log.rejects };
    }, signal);
  } finally {
    await spool.close();
  }
}

/** Reads and loads at the same time: while DuckDB works on a batch, the next is fetched, until it is ready for more. */
async function loadBatches(loading: Loading): Promise<void> {
  const { load, spool, signal } = loading;
  let working: Promise<void> = Promise.resolve();
  let isIdle = true;
  const hand = async (batch: readonly Part[]) => {
    await working;
    isIdle = false;
    working = loadBatch(loading, batch).finally(() => {
      isIdle = true;
    });
    // Awaited at the next turn; until then a failure must not count as unhandled.
    working.catch(() => undefined);
  };
  try {
    let batch: Part[] = [];
    for await (const part of makeParts(load.files, load.reader, spool, signal)) {
      batch.push(part);
      const isDue = (isIdle && isCollected(part)) || isFull(batch);
      if (!isDue) continue;
      await hand(batch);
      batch = [];
    }
    await hand(batch);
  } finally {
    await working;
  }
}

function isFull(batch: readonly Part[]): boolean {
  const copies = batch.filter(({ isCopy }) => isCopy);
  return sum(batch.map(({ bytes }) => bytes)) >= BATCH_BYTES || sum(copies.map(({ bytes }) => bytes)) >= COPIED_BYTES;
}

/** Thousands of tiny files take longer to read than to load: DuckDB need not wait for the last of them. */
function isCollected({ segments }: Part): boolean {
  return segments.length > 1;
}

async function loadBatch(loading: Loading, parts: readonly Part[]): Promise<void> {
  const { exact, database, session, catalog, load, spool, log, signal, progress } = loading;
  const sound: Part[] = [];
  const rewritten: Part[] = [];
  for (const part of parts) {
    if (!exact || (await isAccepted(database, catalog, load, part, signal))) sound.push(part);
    else rewritten.push(await rewritePart(spool, part, load, log, signal));
  }
  const onShare = (share: number) => progress.showShare(parts, share);
  const rows =
    (await insertParts(session, catalog, load, sound, 'checked here', onShare)) +
    (await insertParts(session, catalog, load, rewritten, 'rewritten'));
  progress.add(parts, rows, log.rejects.length);
  for (const part of [...parts, ...rewritten]) await spool.remove(part);
}

/** Replaces the rejects of what was staged before. */
async function setAside(session: Session, catalog: SqlCatalog, load: StageLoad, log: RejectLog): Promise<void> {
  const { dataset, days, files } = load;
  if (dataset.name === 'songs') await session.run(catalog.statement('stage/delete-song-rejects'));
  else await session.run(catalog.statement('stage/delete-event-rejects', { days }));
  for (const rejects of rejectRows(log.rejects, files)) {
    await session.run(catalog.statement('stage/insert-rejects', { rejects }));
  }
}

/** Lists the days as staged, or puts the songs in the place of those that they replace. */
async function finishTable(
  session: Session,
  catalog: SqlCatalog,
  load: StageLoad,
  log: RejectLog,
  progress: Progress,
): Promise<void> {
  const { dataset, days } = load;
  if (dataset.name === 'events') {
    const rowsOf = await countEvents(session, catalog, days, progress.result().rows);
    await session.run(catalog.statement('stage/delete-staged-days', { days }));
    for (const batch of readDays(load, rowsOf, log.rejects)) {
      await session.run(catalog.statement('stage/insert-staged-days', { read_days: batch }));
    }
    await session.run(catalog.statement('stage/insert-restaged-days', { days }));
    await session.run(catalog.statement('stage/delete-published-days', { days }));
    return;
  }
  for (const name of ['mark-stale-songs', 'delete-replaced-songs', 'insert-songs', 'drop-incoming-songs']) {
    await session.run(catalog.statement(`stage/${name}`));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Adds up what was loaded and tells the task. */
class Progress {
  readonly #load: StageLoad;
  #files = 0;
  #bytes = 0;
  #rows = 0;

  constructor(load: StageLoad) {
    this.#load = load;
  }

  /** Tells how far a batch is that is still being loaded; its rows are not known before its end. */
  showShare(parts: readonly Part[], share: number): void {
    const files = parts.flatMap((part) => part.segments.map(({ file }) => file));
    this.#load.onProgress({
      ...this.result(),
      files: this.#files + Math.floor(files.length * share),
      filesTotal: this.#load.files.length,
      bytes: this.#bytes + Math.floor(sum(files.map(({ object }) => object.size)) * share),
    });
  }

  add(parts: readonly Part[], rows: number, rejected: number): void {
    const files = parts.flatMap((part) => part.segments.map(({ file }) => file));
    this.#files += files.length;
    this.#bytes += sum(files.map(({ object }) => object.size));
    this.#rows += rows;
    this.#load.onProgress({ ...this.result(), rejected, filesTotal: this.#load.files.length });
  }

  result(): { readonly files: number; readonly bytes: number; readonly rows: number } {
    return { files: this.#files, bytes: this.#bytes, rows: this.#rows };
  }
}
