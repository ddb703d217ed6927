import { EtlError } from '../../../core/errors.ts';
import { loadMark, type RowCounts } from '../../../core/staged-files.ts';
import type { PgSession } from '../../pg/types.ts';
import type { LoadMark } from '../errors/load-errors.ts';
import { isLoadFailure } from '../errors/product.ts';
import { isRight } from './doubts.ts';
import { clear, disagreement, type Landed, land } from './landing.ts';
import { logLeftOut } from './left-out.ts';
import type { Loading } from './loading.ts';
import { nameFiles } from './name-files.ts';
import type { Slice } from './slice.ts';
import type { Source, Sources } from './sources.ts';

/** COPY refused a slice, which ended the transaction. */
export class RefusedSlice extends Error {
  readonly slice: Slice;
  readonly source: Source;
  readonly failure: EtlError;
  readonly mark: LoadMark;

  constructor(slice: Slice, source: Source, failure: EtlError, mark: LoadMark) {
    super('COPY refused a slice', { cause: failure });
    this.slice = slice;
    this.source = source;
    this.failure = failure;
    this.mark = mark;
  }
}

/** A session, and what the system views know it by. */
export interface Marked {
  readonly session: PgSession;
  readonly mark: Promise<LoadMark>;
}

/** A slice that is in its landing table, as it is to be. */
export interface LoadedSlice {
  readonly rows: number;
  /** Rows of each file. */
  readonly rowsOf: RowCounts;
  /** Hands over what is left to do with it before it is put where it belongs. */
  readonly complete: () => readonly Promise<unknown>[];
}

/**
 * Copies a slice to its landing table, and has it read exactly if anything about it is odd.
 * @throws RefusedSlice if COPY failed for the data; the transaction is lost then
 */
export async function loadSlice(
  loading: Loading,
  { session, mark }: Marked,
  slice: Slice,
  sources: Sources,
): Promise<LoadedSlice> {
  const source = await sources.prepare(slice);
  const landed = await landOrRefuse(loading, { session, mark }, slice, source);
  const { rows, rowsOf } =
    source.kind === 'originals' && (await isOdd(loading, { session, mark }, slice, landed))
      ? await landAgain(loading, { session, mark }, slice, sources)
      : landed;
  const areSongs = source.kind === 'originals' && slice.day === undefined;
  const complete = areSongs ? await nameFiles(loading, session, slice, source) : () => [];
  return { rows, rowsOf: rowsOf ?? (await loadedRecords(loading, source)), complete };
}

/** Rows of each file that a COPY of several has read: what it did not leave out. */
async function loadedRecords({ log }: Loading, source: Source): Promise<RowCounts> {
  const counts = new Map(source.kind === 'originals' ? (await source.records)?.counts : undefined);
  for (const { file } of log.rejects) counts.set(file, (counts.get(file) ?? 0) - 1);
  return counts;
}

async function landOrRefuse(
  loading: Loading,
  { session, mark }: Marked,
  slice: Slice,
  source: Source,
): Promise<Landed> {
  try {
    return await land(loading, session, slice, source);
  } catch (error) {
    throw isLoadFailure(error) ? new RefusedSlice(slice, source, error, await mark) : error;
  }
}

/** Whether the slice has to be read record by record: COPY left records out, or took what it should not have taken. */
async function isOdd(loading: Loading, { session, mark }: Marked, slice: Slice, landed: Landed): Promise<boolean> {
  const { folder, log } = loading;
  if (landed.leftOut > 0) {
    if (folder !== undefined) return true;
    await logLeftOut(loading, slice, landed.leftOut, await mark);
  }
  if (landed.doubtful === 0) return false;
  if (folder !== undefined) return !(await isRight(loading, session, slice, landed.doubtful));
  const wasRight = await isRight(loading, session, slice, landed.doubtful, (reject) => log.add(reject));
  if (wasRight) return false;
  log.finish();
  throw cannotRewrite(slice);
}

async function landAgain(loading: Loading, { session, mark }: Marked, slice: Slice, sources: Sources): Promise<Landed> {
  const source = await sources.rewrite(slice);
  if (source === undefined) throw cannotRewrite(slice);
  void clear(loading, session);
  return landOrRefuse(loading, { session, mark }, slice, source);
}

function cannotRewrite({ files }: Slice): EtlError {
  const [first] = files;
  const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
  return new EtlError(
    'badData',
    `Redshift's COPY reads ${first?.object.uri}${more} otherwise than it is to be read; nothing was loaded`,
    {
      hint: 'set WORK_URI (--work-uri) to a place in S3 that may be written to: such files are then rewritten there',
    },
  );
}

/** Hands over the statements that put what has landed where it belongs; resolves when they have run. */
export async function publish(
  loading: Loading,
  session: PgSession,
  slice: Slice,
  { rows, complete }: Pick<LoadedSlice, 'rows' | 'complete'>,
): Promise<void> {
  const { catalog, load, log, progress } = loading;
  const { name, table } = load.dataset;
  const replaced =
    name === 'songs'
      ? Promise.all(
          ['mark-stale-songs', 'delete-former-songs'].map((each) =>
            session.run(catalog.statement(`stage/${each}`, loadMark(load))),
          ),
        )
      : [];
  const completed = complete();
  const inserted = session.run(catalog.statement(`stage/insert-${name}`));
  const [written] = await Promise.all([inserted, replaced, clear(loading, session), ...completed]);
  if (written !== rows) throw disagreement(table, slice, { 'rows that arrived': rows, 'rows inserted': written });
  progress.addSlice(slice, rows, log.rejects.length);
}
