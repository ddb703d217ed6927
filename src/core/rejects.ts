import { inBatches } from './batches.ts';
import type { Reject } from './dataset.ts';
import { EtlError } from './errors.ts';
import { lastingName } from './staged-files.ts';
import type { SqlValue } from './statement.ts';
import type { StageFile, StageLoad } from './warehouse.ts';

/** How many rejects are looked for beyond the limit, so that the message shows more than the first. */
const LOOKED_FOR = 20;

/** The rejects of one load. Throws when there are more than it allows: not at once, to show more than one of them. */
export class RejectLog {
  readonly rejects: Reject[] = [];
  readonly #load: StageLoad;

  constructor(load: StageLoad) {
    this.#load = load;
  }

  /** Adds a reject; throws as soon as looking for more would not tell the user more. */
  add(reject: Reject): void {
    this.rejects.push(reject);
    if (this.rejects.length > this.#load.maxErrors + LOOKED_FOR) throw this.#tooMany('at least ');
  }

  /** To be called when all is read: throws if more was rejected than the load allows. */
  finish(): void {
    if (this.rejects.length > this.#load.maxErrors) throw this.#tooMany('');
  }

  #tooMany(atLeast: string): EtlError {
    const { dataset, maxErrors } = this.#load;
    const count = this.rejects.length;
    const records = count === 1 ? '1 record' : `${count} records`;
    const allowed = maxErrors === 0 ? '' : `, and --max-errors allows ${maxErrors}`;
    return new EtlError(
      'badData',
      `${atLeast}${records} rejected${allowed}; nothing was loaded into ${dataset.table}`,
      {
        details: this.rejects.map(describeReject),
        hint: 'mend the files, or set such records aside in staging_rejects with --max-errors N',
      },
    );
  }
}

/** How many rejects one statement sets aside: seven values each, far below what engines bind at once. */
const ROWS_PER_STATEMENT = 500;

/** Rejects as rows for stage/insert-rejects, in batches; each has the day that its file is the delivery of. */
export function rejectRows(rejects: readonly Reject[], files: readonly StageFile[]): SqlValue[][][] {
  const byUri = new Map(files.map((file) => [file.object.uri, file]));
  const rows = rejects.map(({ table, file: uri, line, column, value, reason }) => {
    const file = byUri.get(uri);
    const name = file === undefined ? uri : lastingName(file.object);
    return [table, file?.day ?? null, name, line, column, value, reason];
  });
  return inBatches(rows, ROWS_PER_STATEMENT);
}

/** One line: file and line, column, reason, value. */
export function describeReject({ file, line, column, value, reason }: Reject): string {
  const place = column === null ? '' : ` column ${column}:`;
  const found = value === null || reason.includes(value) ? '' : `: ${value}`;
  return `${file}:${line}:${place} ${reason}${found}`;
}
