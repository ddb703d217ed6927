import { inBatches } from './batches.ts';
import { timestampOf } from './day.ts';
import { EtlError } from './errors.ts';
import type { StoredObject } from './object-store.ts';
import type { SqlParameters, SqlValue } from './statement.ts';
import type { StageFile, StageLoad, StageResult } from './warehouse.ts';

/** Rows by the URI of the file that they come from. */
export type RowCounts = ReadonlyMap<string, number>;

/** A file that was staged, and what became of its records. */
export interface StagedFile {
  readonly file: StageFile;
  readonly rows: number;
  readonly rejects: number;
}

/**
 * The files of a load, each with its own rows and rejects, for the ledger.
 * @param counts rows of each file of the load, 0 included
 * @param staged what the load as a whole arrived at
 * @throws EtlError 'warehouse' if a file was not read, was read that the load does not have, or the sums differ
 */
export function stagedFiles(
  { dataset, files }: StageLoad,
  counts: RowCounts,
  { rows, rejects }: Pick<StageResult, 'rows' | 'rejects'>,
): readonly StagedFile[] {
  const rejectsOf = new Map<string, number>();
  for (const { file } of rejects) rejectsOf.set(file, (rejectsOf.get(file) ?? 0) + 1);
  const staged = files.map((file) => {
    const { uri } = file.object;
    return { file, rows: counts.get(uri) ?? Number.NaN, rejects: rejectsOf.get(uri) ?? 0 };
  });
  const sums: Record<string, readonly [byFile: number, all: number]> = {
    files: [counts.size, files.length],
    rows: [sum(staged.map((each) => each.rows)), rows],
    rejects: [sum(staged.map((each) => each.rejects)), rejects.length],
  };
  // NaN, for a file that nobody counted, equals nothing.
  if (Object.values(sums).some(([byFile, all]) => byFile !== all)) throw disagreement(dataset.table, sums);
  return staged;
}

function disagreement(table: string, sums: Readonly<Record<string, readonly [number, number]>>): EtlError {
  return new EtlError('warehouse', `the counts of the files and of the load disagree (${table}); nothing was loaded`, {
    details: Object.entries(sums).map(([name, [byFile, all]]) => `${name}: ${byFile} file by file, ${all} in all`),
    hint: 'run again when nothing writes to the source; if it stays so, report it with these numbers',
  });
}

/** What a file is called in the ledger: the same wherever the program is run. */
export function lastingName({ absolute, uri }: StoredObject): string {
  return absolute ?? uri;
}

/** Parameters that name a load, for statements about its entries in the ledger. */
export function loadMark({ run }: StageLoad): { readonly run: string; readonly staged_at: string } {
  return { run: run.id, staged_at: timestampOf(run.at) };
}

/** How many names one statement takes, at most. */
const NAMES_PER_STATEMENT = 1000;

/** Parameters of stage/delete-vanished-files, for as few statements as there can be: none where no file vanished, or none is read. */
export function vanishedFiles({ vanished = [], files }: StageLoad): SqlParameters[] {
  const names = files.length === 0 ? [] : vanished.map((name): SqlValue[] => [name]);
  return inBatches(names, NAMES_PER_STATEMENT).map((batch) => ({ vanished: batch }));
}

/** Parameters of stage/insert-files where it takes JSON: PostgreSQL. */
export function filesAsJson(load: StageLoad, staged: readonly StagedFile[]): SqlParameters {
  const files = staged.map(({ file: { object, day = null }, rows, rejects }) => {
    const { version, size } = object;
    const name = lastingName(object);
    return { name, version, size, day, rows, rejects };
  });
  return { ...loadMark(load), dataset: load.dataset.name, files: JSON.stringify(files) };
}

/** Parameters of stage/insert-files where it takes lines: DuckDB. */
export function filesAsLines(load: StageLoad, staged: readonly StagedFile[]): SqlParameters {
  const lines = staged.map(({ file: { object, day = '' }, rows, rejects }) => {
    const { version, size } = object;
    return `${encode(lastingName(object))}\t${encode(version)}\t${size}\t${day}\t${rows}\t${rejects}`;
  });
  return { ...loadMark(load), dataset: load.dataset.name, files: lines.join('\n') };
}

/** Parameters of stage/insert-songs where it takes lines: each file with its number of rows, in the order of `counts`. DuckDB. */
export function rowsAsLines({ files }: StageLoad, counts: RowCounts): SqlParameters {
  const nameOf = new Map(files.map(({ object }) => [object.uri, lastingName(object)]));
  const lines = [...counts].map(([uri, rows]) => `${encode(nameOf.get(uri) ?? uri)}\t${rows}`);
  return { files: lines.join('\n') };
}

/** Encodes what stands for something else between other fields, and the character that says so. */
function encode(text: string): string {
  return text.replace(/[%\t\n]/g, encodeURIComponent);
}

/** Two values of each are bound, and a message of Redshift's protocol holds 32,767. */
const FILES_PER_STATEMENT = 16_000;

/** Parameters of stage/insert-files where it takes rows, for as few statements as there can be: Redshift. */
export function filesAsRows(load: StageLoad, staged: readonly StagedFile[]): SqlParameters[] {
  const { run, staged_at } = loadMark(load);
  const all = staged.map(({ file: { object, day = null }, rows, rejects }): SqlValue[] => {
    const { version, size } = object;
    return [load.dataset.name, lastingName(object), version, size, day, rows, rejects, run, staged_at];
  });
  return inBatches(all, FILES_PER_STATEMENT).map((batch) => ({ files: batch }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
