import { EtlError } from '../../../core/errors.ts';
import type { RowCounts } from '../../../core/staged-files.ts';
import type { QueryRow } from '../../../core/warehouse.ts';
import type { PgSession, StatementResult } from '../../pg/types.ts';
import { type CopySource, copyStatement, landingTable } from '../copy/statement.ts';
import type { Loading } from './loading.ts';
import type { Slice } from './slice.ts';
import type { Source } from './sources.ts';

/** What COPY made of a slice, in the landing table. */
export interface Landed {
  readonly rows: number;
  /** Records among them that the exact reader has to look at. */
  readonly doubtful: number;
  /** Records that COPY left out, as MAXERROR allows. */
  readonly leftOut: number;
  /** Rows of each file; undefined: one COPY has read several. */
  readonly rowsOf: RowCounts | undefined;
}

/** Copies a slice into its landing table, in one message, whatever the number of files. */
export async function land(loading: Loading, session: PgSession, slice: Slice, source: Source): Promise<Landed> {
  const { catalog, load } = loading;
  const { name } = load.dataset;
  const created = session.run(
    catalog.statement(`stage/create-incoming-${name}`, slice.day === undefined ? {} : { day: slice.day }),
  );
  const [, copies, [counted]] = await Promise.all([
    created,
    Promise.all(source.copies.map((copy) => runCopy(loading, session, copy, source))),
    session.query(catalog.statement(`stage/count-incoming-${name}`)),
  ]);
  return agree(loading, slice, source, copies, counted);
}

/** What the server told of one COPY. */
interface Copied {
  /** By pg_last_copy_count(). */
  readonly loaded: number;
  readonly notices: readonly string[];
}

async function runCopy(loading: Loading, session: PgSession, copy: CopySource, { kind }: Source): Promise<Copied> {
  const { catalog, load, copy: settings } = loading;
  // What was written here has no errors that could be allowed.
  const statement = copyStatement(load.dataset, copy, kind === 'rewritten' ? { ...settings, maxErrors: 0 } : settings);
  const [{ notices }, [count]]: [StatementResult, readonly QueryRow[]] = await Promise.all([
    session.execute(statement),
    session.query(catalog.statement('stage/last-copy-count')),
  ]);
  return { loaded: Number(count?.loaded), notices };
}

const LOADED = /completed, (\d+) record\(s\) loaded successfully/;
const LEFT_OUT = /completed, (\d+) record\(s\) could not be loaded/;

/** Every count that there is must say the same. @throws EtlError 'warehouse' that names all of them */
function agree(
  { load }: Loading,
  slice: Slice,
  source: Source,
  copies: readonly Copied[],
  counted: QueryRow | undefined,
): Landed {
  const rows = Number(counted?.row_count);
  const noticed = copies.map(({ notices }) => numberIn(notices, LOADED));
  const counts: Record<string, number> = {
    'rows that arrived': rows,
    'rows by pg_last_copy_count()': sum(copies.map(({ loaded }) => loaded)),
    // Whoever turned notices off gets none.
    ...(noticed.includes(undefined) ? {} : { 'rows by the notice of COPY': sum(noticed as number[]) }),
    ...(source.kind === 'rewritten' ? { 'rows written to WORK_URI': source.packed.rows } : {}),
  };
  if (Object.values(counts).some((count) => count !== rows)) throw disagreement(load.dataset.table, slice, counts);
  const leftOut = sum(copies.map(({ notices }) => numberIn(notices, LEFT_OUT) ?? 0));
  return { rows, doubtful: Number(counted?.doubtful), leftOut, rowsOf: countByFile(source, copies) };
}

function countByFile(source: Source, copied: readonly Copied[]): RowCounts | undefined {
  if (source.kind === 'rewritten') return source.rowsOf;
  if (source.records !== undefined) return undefined;
  return new Map(
    source.copies.flatMap(({ files }, n) => files.map(({ object }) => [object.uri, copied[n]?.loaded ?? 0] as const)),
  );
}

function numberIn(notices: readonly string[], pattern: RegExp): number | undefined {
  const found = notices.map((notice) => pattern.exec(notice)?.[1]).find((digits) => digits !== undefined);
  return found === undefined ? undefined : Number(found);
}

/** The counts of a load do not agree: nobody knows what was loaded, so nothing is kept. */
export function disagreement(table: string, slice: Slice, counts: Readonly<Record<string, number>>): EtlError {
  const what = slice.day === undefined ? table : `${table}, ${slice.day}`;
  return new EtlError('warehouse', `the counts of the load disagree (${what}); nothing was loaded`, {
    details: Object.entries(counts).map(([name, count]) => `${name}: ${count}`),
    hint: 'run again when nothing writes to the source; if it stays so, report it with these numbers',
  });
}

/** Removes the landing table, with what is in it. */
export function clear({ catalog, load }: Loading, session: PgSession): Promise<number> {
  return session.run(catalog.statement(`stage/drop-${landingTable(load.dataset).replace('_', '-')}`));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
