import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset, Reject } from '../../src/core/dataset.ts';
import type { Figures } from '../../src/core/event.ts';
import type { QueryRow, StageFile, StageReader, StageResult, Warehouse } from '../../src/core/warehouse.ts';
import { isReject } from '../../src/core/warehouse.ts';
import { canonicalEncoder } from '../../src/records/canonical.ts';
import { EVENTS } from '../../src/records/events.ts';
import { ownKeys } from '../../src/records/mapping.ts';
import { makeRecords, readRecords } from '../../src/records/read.ts';
import { NEVER, query, stagingRun } from './warehouse.ts';

/** A source file of a test. */
export interface TestFile {
  readonly content: Uint8Array;
  /** Only for event logs. */
  readonly day?: string;
  /** How a warehouse gets at it: among others in memory, streamed because it is large, or on the disk where it lies. */
  readonly access: 'together' | 'streamed' | 'linked';
}

export interface StageOptions {
  readonly dataset?: Dataset;
  /** Whether the engine's own reader is tried first, as it is for clean data. */
  readonly exact?: boolean;
  readonly maxErrors?: number;
  readonly days?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (figures: Figures) => void;
}

/** What is said of the size of files that are not to be collected with others. */
const LARGE = 9 * 1024 * 1024;

/** Files of a test as the stage files of a warehouse and a reader for them. `read` counts the records read exactly. */
function sourceOf(folder: string, files: readonly TestFile[], { dataset = EVENTS, exact = false }: StageOptions) {
  const contents = new Map<StageFile, TestFile>();
  for (const [n, file] of files.entries()) {
    const key = `${n}.json`;
    const size = file.access === 'together' ? file.content.byteLength : LARGE;
    const object = { key, uri: `test:${key}`, size, version: '1' };
    contents.set(file.day === undefined ? { object } : { object, day: file.day }, file);
    if (file.access === 'linked') writeFileSync(join(folder, key), file.content);
  }
  const contentOf = (file: StageFile) => (contents.get(file) as TestFile).content;
  let read = 0;
  const reader: StageReader = {
    standardKeys: !exact,
    localPath: (file) => (contents.get(file)?.access === 'linked' ? join(folder, file.object.key) : undefined),
    confirm: async () => undefined,
    bytes: (file) => once(contentOf(file)),
    async *contents(wanted) {
      for (const file of wanted) yield [{ file, bytes: contentOf(file) }];
    },
    async *records(file, bytes) {
      for await (const batch of readRecords(dataset, ownKeys(dataset), file.object.uri, bytes)) {
        read += batch.length;
        yield batch;
      }
    },
    async *made(file, bytes, maker) {
      for await (const batch of makeRecords(dataset, ownKeys(dataset), file.object.uri, bytes, maker)) {
        read += batch.length;
        yield batch;
      }
    },
    canonicalLine: canonicalEncoder(dataset),
    jsonPaths: undefined,
    startingWith: async (uri) =>
      [...contents.keys()].map(({ object }) => object.uri).filter((each) => each.startsWith(uri)),
  };
  return { files: [...contents.keys()], reader, recordsRead: () => read };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** Stages files of a test; the days are those of the files unless others are given. */
export async function stage(
  warehouse: Warehouse,
  folder: string,
  files: readonly TestFile[],
  options: StageOptions = {},
): Promise<StageResult & { readonly recordsRead: number }> {
  const { dataset = EVENTS, maxErrors = 0, signal = NEVER, onProgress = () => {} } = options;
  const source = sourceOf(folder, files, options);
  const days = options.days ?? [...new Set(files.flatMap(({ day }) => day ?? []))];
  const load = { dataset, files: source.files, days, maxErrors, reader: source.reader, run: stagingRun(), onProgress };
  return { ...(await warehouse.stage(load, signal)), recordsRead: source.recordsRead() };
}

/** Rows, rejects, and each file in the ledger with its day, rows and rejects; as text, sorted. */
export interface Staged {
  readonly rows: readonly string[];
  readonly rejects: readonly string[];
  readonly files: readonly string[];
}

/** How engines spell what is asked of them here: a row as JSON, a day as text, a moment in milliseconds since 1970. */
const SPELLING = {
  duckdb: { row: 'json_array', day: "strftime(log_date, '%Y-%m-%d')", moment: 'epoch_ms(start_time)' },
  postgres: {
    row: 'json_build_array',
    day: "to_char(log_date, 'YYYY-MM-DD')",
    moment: 'cast(extract(epoch from start_time) * 1000 as bigint)',
  },
};

/** What a warehouse holds of a dataset. */
export async function stagedIn(warehouse: Warehouse, dataset: Dataset = EVENTS): Promise<Staged> {
  const { row, day, moment } = SPELLING[warehouse.dialect === 'duckdb' ? 'duckdb' : 'postgres'];
  const names = dataset.columns.map(({ name }) => name);
  const ofFile = dataset.name === 'events' ? [day, moment] : [];
  // As JSON, because DuckDB's driver drops a byte order mark at the beginning of a text.
  const rows = await query(
    warehouse,
    `select cast(${row}(${[...names, ...ofFile].join(', ')}) as varchar) as j from ${dataset.table}`,
  );
  const rejects = await query(
    warehouse,
    `select cast(${row}(file_name, line_number, column_name, value, reason) as varchar) as j
     from staging_rejects where table_name = '${dataset.table}'`,
  );
  const listed = `file_name, ${day}, row_count, reject_count`;
  const files = await query(
    warehouse,
    `select cast(${row}(${listed}) as varchar) as j from etl_files where dataset = '${dataset.name}'`,
  );
  const parse = ({ j }: QueryRow) => JSON.parse(String(j)) as readonly unknown[];
  return { rows: asText(rows.map(parse)), rejects: asText(rejects.map(parse)), files: asText(files.map(parse)) };
}

/** What the exact reader makes of the files: the definition of what is right. */
export async function expectedOf(files: readonly TestFile[], dataset: Dataset = EVENTS): Promise<Staged> {
  const rows: unknown[][] = [];
  const rejects: unknown[][] = [];
  const listed: unknown[][] = [];
  const ts = dataset.columns.findIndex(({ name }) => name === 'ts');
  for (const [n, { content, day = null }] of files.entries()) {
    const [rowsBefore, rejectsBefore] = [rows.length, rejects.length];
    for await (const batch of readRecords(dataset, ownKeys(dataset), `test:${n}.json`, [content])) {
      for (const record of batch) {
        if (isReject(record)) rejects.push(fieldsOf(record));
        else rows.push(dataset.name === 'events' ? [...record, day, record[ts]] : [...record]);
      }
    }
    listed.push([`test:${n}.json`, day, rows.length - rowsBefore, rejects.length - rejectsBefore]);
  }
  return { rows: asText(rows), rejects: asText(rejects), files: asText(listed) };
}

function fieldsOf({ file, line, column, value, reason }: Reject): unknown[] {
  return [file, line, column, value, reason];
}

function asText(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row.map((value) => (value === null ? null : String(value))))).sort();
}
