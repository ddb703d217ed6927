import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { MAX_RECORD_BYTES, MAX_TEXT_BYTES, type Reject } from '../../core/dataset.ts';
import { EtlError } from '../../core/errors.ts';
import type { Figures } from '../../core/event.ts';
import type { SqlCatalog, Statement } from '../../core/statement.ts';
import { isReject, type Session, type StageLoad, type StageResult } from '../../core/warehouse.ts';
import type { Database } from './database.ts';
import { isAboutContent, RefusedError } from './errors.ts';
import { makeParts } from './parts.ts';
import { contentsOf, openSpool, type Part, type Spool } from './spool.ts';

/** How much DuckDB is given at a time: enough to keep all cores busy, little enough for figures that move. */
const BATCH_BYTES = 128 * 1024 * 1024;

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

async function stageOnce(attempt: Attempt): Promise<StageResult> {
  const spool = await openSpool();
  try {
    return await attempt.database.transaction(async (session) => {
      const replace = replacement(attempt);
      for (const statement of replace.before) await session.run(statement);
      const progress = new Progress(attempt.load);
      const rejects: Reject[] = [];
      await loadBatches(attempt, session, spool, progress, rejects);
      await setAside(attempt, session, rejects);
      for (const statement of replace.after) await session.run(statement);
      return { ...progress.result(), rejects };
    }, attempt.signal);
  } finally {
    await spool.close();
  }
}

/** The statements that make room for what is loaded, and those that put it in its place. */
function replacement({ catalog, load }: Attempt): { before: Statement[]; after: Statement[] } {
  const functions = [catalog.statement('stage/create-is-odd'), catalog.statement('stage/create-ends-in-comma')];
  const { days } = load;
  if (load.dataset.name === 'songs') {
    return {
      before: [...functions, catalog.statement('stage/create-incoming-songs')],
      after: ['delete-replaced-songs', 'insert-songs', 'drop-incoming-songs'].map((name) =>
        catalog.statement(`stage/${name}`),
      ),
    };
  }
  return {
    before: [...functions, catalog.statement('stage/delete-events', { days })],
    after: [
      catalog.statement('stage/delete-staged-days', { days }),
      catalog.statement('stage/insert-staged-days', { days }),
    ],
  };
}

/** Reads and loads at the same time: while DuckDB works on a batch, the next is fetched. */
async function loadBatches(
  attempt: Attempt,
  session: Session,
  spool: Spool,
  progress: Progress,
  rejects: Reject[],
): Promise<void> {
  let loading: Promise<void> = Promise.resolve();
  const start = async (batch: readonly Part[]) => {
    await loading;
    loading = loadBatch(attempt, session, spool, batch, progress, rejects);
    // Awaited at the next turn; until then a failure must not count as unhandled.
    loading.catch(() => undefined);
  };
  try {
    let batch: Part[] = [];
    for await (const part of makeParts(attempt.load.files, attempt.load.reader, spool, attempt.signal)) {
      batch.push(part);
      if (sum(batch.map(({ bytes }) => bytes)) < BATCH_BYTES) continue;
      await start(batch);
      batch = [];
    }
    if (batch.length > 0) await start(batch);
  } finally {
    await loading;
  }
}

async function loadBatch(
  attempt: Attempt,
  session: Session,
  spool: Spool,
  parts: readonly Part[],
  progress: Progress,
  rejects: Reject[],
): Promise<void> {
  const sound: Part[] = [];
  const rewritten: Part[] = [];
  for (const part of parts) {
    if (!attempt.exact || (await isAccepted(attempt, part))) sound.push(part);
    else rewritten.push(await rewrite(attempt, spool, part, rejects));
  }
  const rows = (await insert(attempt, session, sound, 'no')) + (await insert(attempt, session, rewritten, 'yes'));
  progress.add(parts, rows, rejects.length);
  for (const part of [...parts, ...rewritten]) await spool.remove(part);
}

async function insert(
  attempt: Attempt,
  session: Session,
  parts: readonly Part[],
  trusted: 'yes' | 'no',
): Promise<number> {
  if (parts.length === 0) return 0;
  try {
    return await session.run(insertStatement(attempt, parts, trusted));
  } catch (error) {
    if (trusted === 'no' && isAboutContent(error)) throw new RefusedError('refused', { cause: error });
    throw error;
  }
}

function insertStatement({ catalog, load }: Attempt, parts: readonly Part[], trusted: 'yes' | 'no'): Statement {
  const name = load.dataset.name === 'events' ? 'stage/insert-events' : 'stage/insert-incoming-songs';
  return catalog.statement(name, {
    paths: parts.map(({ path }) => path),
    trusted,
    max_record_bytes: MAX_RECORD_BYTES,
    max_text_bytes: MAX_TEXT_BYTES,
  });
}

/** Tries the insert in a transaction of its own, which is always undone: a failure would end the one that loads. */
async function isAccepted(attempt: Attempt, part: Part): Promise<boolean> {
  if (!attempt.load.reader.standardKeys) return false;
  const undo = new Error('probe');
  try {
    await attempt.database.transaction(async (session) => {
      await session.run(attempt.catalog.statement('stage/create-is-odd'));
      await session.run(attempt.catalog.statement('stage/create-ends-in-comma'));
      if (attempt.load.dataset.name === 'songs') {
        await session.run(attempt.catalog.statement('stage/create-incoming-songs'));
      }
      await session.run(insertStatement(attempt, [part], 'no'));
      throw undo;
    }, attempt.signal);
    return false;
  } catch (error) {
    if (error === undo) return true;
    if (isAboutContent(error)) return false;
    throw error;
  }
}

/** How many rejects are looked for beyond the limit, so that the message shows more than the first. */
const REJECTS_SHOWN = 20;

/** Reads a part record by record and writes the sound records to a new one. */
async function rewrite(attempt: Attempt, spool: Spool, part: Part, rejects: Reject[]): Promise<Part> {
  const { reader, maxErrors } = attempt.load;
  const [first] = part.segments;
  const path = spool.newPath(first?.file.day);
  const output = createWriteStream(path);
  try {
    for await (const { file, bytes } of contentsOf(part)) {
      for await (const records of reader.records(file, bytes)) {
        let lines = '';
        for (const record of records) {
          if (isReject(record)) rejects.push(record);
          else lines += `${reader.canonicalLine(record)}\n`;
        }
        if (rejects.length > maxErrors + REJECTS_SHOWN) throw tooManyRejects(attempt, rejects);
        if (lines !== '' && !output.write(lines)) await once(output, 'drain', { signal: attempt.signal });
      }
    }
  } finally {
    output.end();
    await finished(output);
  }
  return { path, segments: [], bytes: output.bytesWritten };
}

async function setAside(attempt: Attempt, session: Session, rejects: readonly Reject[]): Promise<void> {
  const { catalog, load } = attempt;
  if (rejects.length > load.maxErrors) throw tooManyRejects(attempt, rejects);
  if (load.dataset.name === 'songs') await session.run(catalog.statement('stage/delete-song-rejects'));
  else await session.run(catalog.statement('stage/delete-event-rejects', { days: load.days }));
  const dayOf = new Map(load.files.map((file) => [file.object.uri, file.day ?? null]));
  for (const reject of rejects) {
    await session.run(
      catalog.statement('stage/insert-reject', {
        table_name: reject.table,
        log_date: dayOf.get(reject.file) ?? null,
        file_name: reject.file,
        line_number: reject.line,
        column_name: reject.column,
        value: reject.value,
        reason: reject.reason,
      }),
    );
  }
}

function tooManyRejects({ load }: Attempt, rejects: readonly Reject[]): EtlError {
  const atLeast = rejects.length > load.maxErrors + REJECTS_SHOWN ? 'at least ' : '';
  const allowed = load.maxErrors === 0 ? '' : `, --max-errors allows ${load.maxErrors}`;
  return new EtlError(
    'badData',
    `${load.dataset.table}: ${atLeast}${rejects.length} records rejected${allowed}; nothing was loaded`,
    {
      details: rejects.map(describeReject),
      hint: `mend the files, or set the records aside in staging_rejects with --max-errors ${rejects.length}`,
    },
  );
}

function describeReject({ file, line, column, value, reason }: Reject): string {
  const place = column === null ? '' : ` ${column}:`;
  const found = value === null ? '' : `: ${value}`;
  return `${file}:${line}:${place} ${reason}${found}`;
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

  add(parts: readonly Part[], rows: number, rejected: number): void {
    const files = parts.flatMap((part) => part.segments.map(({ file }) => file));
    this.#files += files.length;
    this.#bytes += sum(files.map(({ object }) => object.size));
    this.#rows += rows;
    const figures: Figures = { ...this.result(), rejected, filesTotal: this.#load.files.length };
    this.#load.onProgress(figures);
  }

  result(): { files: number; bytes: number; rows: number } {
    return { files: this.#files, bytes: this.#bytes, rows: this.#rows };
  }
}
