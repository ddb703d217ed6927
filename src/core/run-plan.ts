import type { RunSummary, TaskView } from './event.ts';
import type { SqlValue } from './statement.ts';

/** How a file of the source stands to what is loaded; `unknown`: the warehouse was not asked. */
export type FileState = 'new' | 'changed' | 'unchanged' | 'unknown';

/** A file that would be read. */
export interface PlannedFile {
  /** `s3://bucket/key`, or a path. */
  readonly uri: string;
  readonly state: FileState;
  /** Size as stored. */
  readonly bytes: number;
  /** The day that it is the delivery of; null: a song file. */
  readonly day: string | null;
}

/** Days that would be staged and published as one. */
export interface PlannedChunk {
  /** None for a run that only brings songs. */
  readonly days: readonly string[];
  /** Ids of its tasks, in an order in which they could run one by one. */
  readonly tasks: readonly string[];
}

/** What one connection would be sent, until its transaction or the connection itself ends. */
export interface PlannedConversation {
  readonly title: string;
  readonly statements: readonly PlannedStatement[];
}

/** A statement as the engine would get it, but for secrets. */
export interface PlannedStatement {
  /** Its file below src/sql without the ending, the file of a check, or what it does. */
  readonly name: string;
  readonly sql: string;
  /** Values for `$1`, `$2`, … */
  readonly values: readonly SqlValue[];
}

/** What a run would do: nothing of it has been done. */
export interface RunPlan {
  readonly command: string;
  readonly version: string;
  readonly warehouse: string;
  /** `read`: files are compared with what is loaded; `empty`: nothing is there yet; `unknown`: the warehouse was not asked. */
  readonly ledger: 'read' | 'empty' | 'unknown';
  /** Why it was not asked; null otherwise. */
  readonly ledgerProblem: string | null;
  readonly days: readonly string[];
  readonly missingDays: RunSummary['missingDays'];
  /** Log files that would be read, in day order, and song files. */
  readonly logFiles: readonly PlannedFile[];
  readonly songFiles: readonly PlannedFile[];
  /** How many files of the source are left out, because they are loaded as they are. */
  readonly leftOut: { readonly logFiles: number; readonly songFiles: number };
  /** Files that were loaded, and are not there any more; of the days that were looked at, and all songs. */
  readonly vanished: readonly { readonly uri: string; readonly day: string | null }[];
  /** Every task of the run. */
  readonly tasks: readonly TaskView[];
  readonly chunks: readonly PlannedChunk[];
  /** What else is to be known of it. */
  readonly notices: readonly string[];
  /** Where the statements were asked for. */
  readonly conversations?: readonly PlannedConversation[];
}
