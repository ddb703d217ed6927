import { setTimeout as sleep } from 'node:timers/promises';
import type { SqlCatalog, SqlParameters } from '../../../core/statement.ts';
import type { QueryRow } from '../../../core/warehouse.ts';
import type { PgServer } from '../../pg/types.ts';

/** What the system views know a load by. */
export interface LoadMark {
  /** Process id of the session, as the server itself gives it. */
  readonly session: number;
  /** When the load began, on the server's clock, as text. */
  readonly since: string;
}

/** A record that COPY refused. */
export interface LoadError {
  /** URI of the object that COPY read. */
  readonly file: string;
  /** The last line of the record. */
  readonly line: number;
  readonly column: string | null;
  /** `varchar(1024)`; empty if no column is at fault. */
  readonly type: string;
  /** The value or the record; null where the server does not tell it. */
  readonly value: string | null;
  readonly code: number;
  readonly reason: string;
}

/** The views may lag behind on Serverless; nobody says by how much. */
const ATTEMPTS = 3;
const DELAY_MS = 1000;

/**
 * The records that COPY refused in one load. To be asked after its transaction has ended: the views survive that. Never
 * throws: where neither view tells anything, or may be read, the list is empty.
 */
export async function fetchLoadErrors(
  server: PgServer,
  catalog: SqlCatalog,
  mark: LoadMark,
  limit: number,
  delayMs: number = DELAY_MS,
): Promise<readonly LoadError[]> {
  const parameters = { session: mark.session, since: mark.since, limit };
  for (let attempt = 1; ; attempt += 1) {
    const errors = await ask(server, catalog, 'stage/load-errors', parameters);
    // Values only stand in the older view, which Serverless does not have.
    const withValues = await ask(server, catalog, 'stage/load-error-values', parameters);
    if (errors.length > 0 || withValues.length > 0) return merge(errors, withValues);
    if (attempt === ATTEMPTS) return [];
    await sleep(delayMs);
  }
}

async function ask(
  server: PgServer,
  catalog: SqlCatalog,
  name: string,
  parameters: SqlParameters,
): Promise<readonly LoadError[]> {
  try {
    const [result] = await server.aside([catalog.statement(name, parameters)]);
    return (result?.rows ?? []).map(readRow);
  } catch {
    // Permission denied, or no such view: what is being explained must not be lost over it.
    return [];
  }
}

function readRow(row: QueryRow): LoadError {
  const text = (column: string) => String(row[column] ?? '').trim();
  const [type, length] = [text('column_type'), text('column_length')];
  return {
    file: text('file_name'),
    line: Number(row.line_number),
    column: text('column_name') || null,
    type: length === '' || length === '0' ? type : `${type}(${length})`,
    value: text('value') || text('line') || null,
    code: Number(row.error_code),
    reason: text('reason'),
  };
}

/** Each error once, with its value where one of the views has it. */
function merge(errors: readonly LoadError[], withValues: readonly LoadError[]): readonly LoadError[] {
  if (errors.length === 0) return withValues;
  const placeOf = ({ file, line, column }: LoadError) => `${file}\n${line}\n${column ?? ''}`;
  const values = new Map(withValues.map((error) => [placeOf(error), error.value]));
  return errors.map((error) => ({ ...error, value: values.get(placeOf(error)) ?? error.value }));
}
