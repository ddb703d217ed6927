import type { Dataset, Reject, Row, RowMaker } from './dataset.ts';
import type { Figures } from './event.ts';
import type { StoredObject } from './object-store.ts';
import type { Dialect, Statement } from './statement.ts';

/**
 * Statements of one transaction. They run one at a time, in the order in which they were handed over, and need not be
 * awaited one by one: those that wait go to a server far away as one message. After one that fails none runs.
 */
export interface Session {
  /**
   * Runs a statement; resolves to the number of rows it wrote.
   * @param onShare told now and then which share of the work, 0 to 1, is done, where the engine knows
   */
  run(statement: Statement, onShare?: (share: number) => void): Promise<number>;
  /** Runs a query; resolves to its rows, column name to value. */
  query(statement: Statement): Promise<readonly QueryRow[]>;
  /** Runs a query of which nothing is known, as the only statement of its message; resolves to columns and rows as text. */
  table(statement: Statement): Promise<ResultTable>;
}

export type QueryRow = Readonly<Record<string, unknown>>;

/** A column of a result. */
export interface ResultColumn {
  readonly name: string;
  readonly kind: 'number' | 'boolean' | 'text';
}

/**
 * What a query gave: also without any row, and with names that stand twice. Values are text as the engine writes them
 * (numbers with all their digits, booleans `true` and `false`), or null.
 */
export interface ResultTable {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What a command does with a warehouse: makes it if need be, changes it, or only reads it. */
export type Access = 'create' | 'write' | 'read';

/** A database that holds the star schema. All its errors are `EtlError`s. */
export interface Warehouse {
  readonly dialect: Dialect;
  /** Where it is, without any secret. */
  readonly location: string;
  /** What had to be put right when it was opened, in words, for whoever opened it to tell. Absent: nothing. */
  readonly mended?: string | undefined;
  /** Commits when `work` resolves; rolls back when it throws or the signal aborts. Several may be open at once. */
  transaction<T>(work: (session: Session) => Promise<T>, signal: AbortSignal): Promise<T>;
  /**
   * A transaction for what is kept about runs, beside and independent of all others: it commits also where the run's own was
   * rolled back, or where the warehouse was opened only for reading. Throws where that cannot be: a user who may not write.
   */
  record<T>(work: (session: Session) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Loads files into a staging table and lists them in etl_files, in a transaction of its own: all of them or nothing. */
  stage(load: StageLoad, signal: AbortSignal): Promise<StageResult>;
  /** Throws 'warehouseBusy' that says who it is if another run has it. For those who read, and hold no lock of their own. */
  requireFree(signal: AbortSignal): Promise<void>;
  /** Brings what the planner knows of tables up to date, within the transaction that changed them. */
  analyze(session: Session, tables: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** A file to be staged, and the day it is the delivery of (event logs only). */
export interface StageFile {
  readonly object: StoredObject;
  readonly day?: string;
}

/** What a staging task asks of a warehouse. */
export interface StageLoad {
  readonly dataset: Dataset;
  readonly files: readonly StageFile[];
  /** The days that the files replace; for songs none: each file replaces what it gave before. */
  readonly days: readonly string[];
  /**
   * Song files that are staged and that the source does not have any more, by their lasting names. What they gave stays until the
   * same songs come with other files. Absent: none.
   */
  readonly vanished?: readonly string[];
  /** True: of songs, there are files besides that are staged as they are. A load may throw a WholeCatalogueError then. */
  readonly isPartial?: boolean;
  /** How many records may be set aside in staging_rejects before the load fails. */
  readonly maxErrors: number;
  readonly reader: StageReader;
  readonly run: StagingRun;
  onProgress(figures: Figures): void;
}

/** On whose behalf files are staged, for the ledger: no two loads share both. */
export interface StagingRun {
  /** Of the run, see run-id.ts. */
  readonly id: string;
  /** When the staging began. */
  readonly at: Date;
}

/** How a warehouse gets at the content of the files, without knowing stores, compression or JSON. */
export interface StageReader {
  /** True if each record's keys are found under the dataset's own spelling: the engine's JSON reader can be tried. */
  readonly standardKeys: boolean;
  /** A path with the file's plain content that an engine on this machine can open; undefined if there is none. */
  localPath(file: StageFile): string | undefined;
  /** Fails if a file that an engine has read at its local path is no longer the version that was listed. */
  confirm(file: StageFile): Promise<void>;
  /** The plain (decompressed) bytes of a file. */
  bytes(file: StageFile, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** The plain bytes of many small files, in any order, in batches that are bounded in memory. */
  contents(files: readonly StageFile[], signal: AbortSignal): AsyncIterable<readonly StageContent[]>;
  /** Reads plain bytes record by record: each is a row, or a reject with file, line, column, value and reason. */
  records(file: StageFile, bytes: AsyncIterable<Uint8Array>): AsyncIterable<readonly (Row | Reject)[]>;
  /** Reads like `records`, but has the rows made by somebody else: for bytes that need never be strings. */
  made<R>(
    file: StageFile,
    bytes: AsyncIterable<Uint8Array>,
    maker: RowMaker<R>,
  ): AsyncIterable<readonly (R | Reject)[]>;
  /** A row as one line of JSON under the dataset's own keys, which the engine's reader takes as it is. */
  canonicalLine(row: Row): string;
  /** The JSONPaths file that says which key fills which column; undefined: keys are matched by name, in any case. */
  readonly jsonPaths: JsonPathsFile | undefined;
  /** The URI of every object of the source whose URI begins with this one: what a COPY by prefix would read. */
  startingWith(uri: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** A JSONPaths file as it was read; its paths stand in the order of the dataset's columns. */
export interface JsonPathsFile {
  /** `s3://bucket/key`, or a path. */
  readonly uri: string;
  readonly text: string;
}

interface StageContent {
  readonly file: StageFile;
  readonly bytes: Uint8Array;
}

export interface StageResult {
  readonly files: number;
  /** Size of the files as stored. */
  readonly bytes: number;
  readonly rows: number;
  readonly rejects: readonly Reject[];
}

/** Tells a reject from a row. */
export function isReject(record: Row | Reject): record is Reject {
  return !Array.isArray(record);
}
