import { RejectLog } from '../../core/rejects.ts';
import { stagedFiles } from '../../core/staged-files.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { Session, StageLoad, StageResult } from '../../core/warehouse.ts';
import { enterFiles, listDays, replaceSongs, setAside } from './bookkeeping.ts';
import { countParts } from './count-parts.ts';
import type { Database } from './database.ts';
import { RefusedError } from './errors.ts';
import { FileRows, indistinct } from './file-rows.ts';
import { insertParts, prepareInserts, type Trust, tryPart } from './insert.ts';
import type { Part } from './part.ts';
import { makeParts } from './parts.ts';
import { Progress } from './progress.ts';
import { rewritePart } from './rewrite.ts';
import { type OpenSpool, openSpool, type Spool } from './spool.ts';

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
  open: OpenSpool = openSpool,
): Promise<StageResult> {
  if (load.reader.standardKeys) {
    try {
      return await stageOnce({ database, catalog, load, signal, open, exact: false });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
    }
  }
  return stageOnce({ database, catalog, load, signal, open, exact: true });
}

interface Attempt {
  readonly database: Database;
  readonly catalog: SqlCatalog;
  readonly load: StageLoad;
  readonly signal: AbortSignal;
  readonly open: OpenSpool;
  /** Whether parts that DuckDB refuses are read record by record, or fail the attempt. */
  readonly exact: boolean;
}

/** An attempt within its transaction. */
interface Loading extends Attempt {
  readonly session: Session;
  readonly spool: Spool;
  readonly log: RejectLog;
  readonly rows: FileRows;
  readonly progress: Progress;
}

async function stageOnce(attempt: Attempt): Promise<StageResult> {
  const { database, catalog, load, signal, open } = attempt;
  const spool = await open();
  try {
    return await database.transaction(async (session) => {
      const log = new RejectLog(load);
      const progress = new Progress(load);
      await prepareInserts(session, catalog, load);
      if (load.dataset.name === 'events')
        await session.run(catalog.statement('stage/delete-events', { days: load.days }));
      const rows = new FileRows(session, catalog);
      await loadBatches({ ...attempt, session, spool, log, rows, progress });
      log.finish();
      const result = { ...progress.result(), rejects: log.rejects };
      const files = stagedFiles(load, rows.counts, result);
      await enterFiles(session, catalog, load, files);
      await setAside(session, catalog, load, log);
      if (load.dataset.name === 'events') await listDays(session, catalog, load, files);
      else await replaceSongs(session, catalog, load, rows.counts);
      return result;
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
  const { exact, database, catalog, load, spool, log, signal, progress } = loading;
  const sound: Part[] = [];
  const rewritten: Part[] = [];
  for (const part of parts) {
    const accepted = exact ? await tryPart(database, catalog, load, part, signal) : part;
    if (accepted !== undefined) sound.push(accepted);
    else rewritten.push(await rewritePart(spool, part, load, log, signal));
  }
  const onShare = (share: number) => progress.showShare(parts, share);
  const inPlace = parts.flatMap(({ isCopy, segments }) => (isCopy ? [] : segments));
  // Of files that went or changed meanwhile, that is the reason, whatever DuckDB says of them.
  const confirm = () => Promise.all(inPlace.map(({ file }) => load.reader.confirm(file)));
  const insert = async () =>
    (await insertCounted(loading, sound, 'checked here', onShare)) +
    (await insertCounted(loading, rewritten, 'rewritten'));
  const rows = await insert().finally(confirm);
  progress.add(parts, rows, log.rejects.length);
  for (const part of [...parts, ...rewritten]) await spool.remove(part.path);
}

/** Loads parts, and notes how many rows each file had. Files that only reading tells apart are read while DuckDB loads them. */
async function insertCounted(
  { session, catalog, load, rows, spool, signal }: Loading,
  parts: readonly Part[],
  trust: Trust,
  onShare?: (share: number) => void,
): Promise<number> {
  const over = new AbortController();
  const unclear = indistinct(parts);
  const counting = countParts(spool, unclear, AbortSignal.any([signal, over.signal]));
  // If the engine fails, its error is the one that counts.
  const counted = counting.catch(() => undefined);
  try {
    const inserted = await insertParts(session, catalog, load, parts, trust, onShare);
    const clear = new Map((await counting).map((part, n) => [unclear[n], part]));
    // In the order in which they were loaded: that tells which rows are of which file.
    await rows.add(
      parts.map((part) => clear.get(part) ?? part),
      inserted,
    );
    return inserted;
  } finally {
    over.abort();
    await counted;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
