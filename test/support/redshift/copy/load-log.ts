import type { Frame } from './framer.ts';
import type { BadRow, Field } from './row.ts';
import type { CopyContext, TableShape } from './types.ts';

const SLICES = 2;
const MAX_DETAILS = 20;
const BATCH = 200;
const MAX_RAW_BYTES = 1024;

/** A file that is being loaded. */
export interface LoggedFile {
  readonly name: string;
  /** Its place in the COPY. */
  readonly index: number;
  readonly startedAt: string;
}

/** What a COPY has done so far. */
export interface Totals {
  rows: number;
  /** As stored, for packed files. */
  bytes: number;
  files: number;
  errors: number;
}

type Row = readonly unknown[];

/** Writes the rows behind STL_LOAD_ERRORS and its like, on a connection of its own: they survive a rollback. */
export class LoadLog {
  readonly #context: CopyContext;
  readonly #table: TableShape;
  readonly #startedAt = now();
  #errors: Row[] = [];
  #details: Row[] = [];
  #files: Row[] = [];
  /** Rows in STL_LOADERROR_DETAIL, of each slice. */
  readonly #detailCounts = new Map<number, number>();

  constructor(context: CopyContext, table: TableShape) {
    this.#context = context;
    this.#table = table;
  }

  async start(source: string): Promise<void> {
    const { userId, queryId, transactionId, pid } = this.#context;
    const columns = 'user_id, query_id, transaction_id, session_id, table_name, status, start_time, data_source';
    const row = [userId, queryId, transactionId, pid, this.#table.table, 'running', this.#startedAt, source];
    await this.#insert('loads', columns, [row]);
  }

  async error(file: LoggedFile, frame: Frame, { error, fields }: BadRow): Promise<void> {
    const { userId, queryId, transactionId, pid } = this.#context;
    const slice = file.index % SLICES;
    const bad = fields.at(-1);
    const place = [file.name, frame.line, ...columnOf(bad), error.position];
    const raw = [textOf(frame.bytes), bad?.value === undefined ? '' : textOf(bad.value.bytes)];
    const session = [userId, slice, this.#table.oid, this.#startedAt, pid, queryId, transactionId];
    this.#errors.push([...session, ...place, ...raw, error.code, error.message, frame.offset]);
    this.#addDetails(file, frame, fields);
    if (this.#errors.length >= BATCH) await this.flush();
  }

  #addDetails(file: LoggedFile, frame: Frame, fields: readonly Field[]): void {
    const { userId, queryId, pid } = this.#context;
    const slice = file.index % SLICES;
    const count = this.#detailCounts.get(slice) ?? 0;
    const kept = fields.slice(0, MAX_DETAILS - count);
    this.#detailCounts.set(slice, count + kept.length);
    for (const [index, field] of kept.entries()) {
      const [name, type, length] = columnOf(field);
      const isNull = field.value === undefined || field.value.kind === 'null';
      const value = isNull ? ['', 1] : [textOf(field.value.bytes), 0];
      this.#details.push([userId, slice, pid, queryId, file.name, frame.line, index, name, ...value, type, length]);
    }
  }

  /** A file that was read to its end. */
  async file(file: LoggedFile, bytes: number, lines: number, errors: number): Promise<void> {
    const { userId, queryId } = this.#context;
    const time = now();
    const slice = file.index % SLICES;
    this.#files.push([userId, queryId, slice, file.name, bytes, lines, errors, time, file.startedAt, time]);
    if (this.#files.length >= BATCH) await this.flush();
  }

  async finish(status: 'completed' | 'aborted', { rows, bytes, files, errors }: Totals): Promise<void> {
    await this.flush();
    await this.#context.log(
      `update redshift.loads set status = $1, end_time = $2, loaded_rows = $3, loaded_bytes = $4, source_file_count = $5,
        source_file_bytes = $4, file_count_scanned = $5, file_bytes_scanned = $4, error_count = $6 where query_id = $7`,
      [status, now(), status === 'completed' ? rows : 0, bytes, files, errors, this.#context.queryId],
    );
  }

  async flush(): Promise<void> {
    await this.#insert('load_errors', ERROR_COLUMNS, this.#errors.splice(0));
    await this.#insert('load_error_fields', DETAIL_COLUMNS, this.#details.splice(0));
    await this.#insert('load_files', FILE_COLUMNS, this.#files.splice(0));
  }

  async #insert(table: string, columns: string, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const values = rows.flat();
    const tuples = rows.map((row, r) => `(${row.map((_, c) => `$${r * row.length + c + 1}`).join(', ')})`);
    await this.#context.log(`insert into redshift.${table} (${columns}) values ${tuples.join(', ')}`, values);
  }
}

const ERROR_COLUMNS =
  'user_id, slice, table_id, start_time, session_id, query_id, transaction_id, file_name, line_number, column_name, ' +
  'column_type, column_length, position, raw_line, raw_field_value, error_code, error_message, start_offset';
const DETAIL_COLUMNS =
  'user_id, slice, session_id, query_id, file_name, line_number, field, column_name, value, is_null, column_type, column_length';
const FILE_COLUMNS =
  'user_id, query_id, slice, file_name, bytes_scanned, lines_scanned, errors, record_time, start_time, end_time';

function columnOf(field: Field | undefined): readonly [name: string, type: string, length: string] {
  if (field === undefined) return ['', '', '0'];
  const { name, type, length } = field.column;
  return [name, type, String(length ?? 0)];
}

/** As much as the views show, without the NUL that PostgreSQL's text cannot hold. */
function textOf(bytes: Buffer): string {
  return bytes.toString('utf8', 0, MAX_RAW_BYTES).replaceAll('\0', '.');
}

/** UTC, as the views have it. */
export function now(): string {
  return new Date().toISOString().replace('Z', '');
}
