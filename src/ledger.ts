import type { Dataset } from './core/dataset.ts';
import { lastingName } from './core/staged-files.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { Session, StageFile } from './core/warehouse.ts';

/** A file as it was when it was staged. */
export interface LedgerEntry {
  /** Version of the stored object: ETag, or size and modification time. */
  readonly version: string;
  /** Bytes, as stored. */
  readonly size: number;
  /** The day that the file is the delivery of (event logs only). */
  readonly day: string | undefined;
  /** Records that were loaded from it; of songs some may have been replaced by other files since. */
  readonly rows: number;
  /** Records of it that were set aside. */
  readonly rejects: number;
}

/** Entries by the lasting name of the file. */
export type Ledger = ReadonlyMap<string, LedgerEntry>;

/** What is staged of a dataset, file by file. */
export async function ledgerOf(session: Session, sql: SqlCatalog, dataset: Dataset['name']): Promise<Ledger> {
  const rows = await session.query(sql.statement('state/files', { dataset }));
  const ledger = new Map<string, LedgerEntry>();
  for (const { file_name, file_version, size_bytes, day, row_count, reject_count } of rows) {
    ledger.set(String(file_name), {
      version: String(file_version),
      size: Number(size_bytes),
      day: day === null ? undefined : String(day),
      rows: Number(row_count),
      rejects: Number(reject_count),
    });
  }
  return ledger;
}

/** How the files of a source differ from those that are staged; each file is in one list. */
export interface FileChanges {
  /** Never staged. In the order of the source, like the next two. */
  readonly fresh: readonly StageFile[];
  /** Staged as another version, or as the delivery of another day. */
  readonly changed: readonly StageFile[];
  readonly unchanged: readonly StageFile[];
  /** Staged, and not in the source any more; in the order of the ledger. */
  readonly vanished: readonly VanishedFile[];
}

interface VanishedFile extends LedgerEntry {
  readonly uri: string;
}

/**
 * Compares the files of a source with the ledger.
 * @param files all of the source, or of some days: then the ledger must be of the same days
 */
export function changesSince(ledger: Ledger, files: Iterable<StageFile>): FileChanges {
  const [fresh, changed, unchanged]: [StageFile[], StageFile[], StageFile[]] = [[], [], []];
  const there = new Set<string>();
  for (const file of files) {
    const { version } = file.object;
    const name = lastingName(file.object);
    const entry = ledger.get(name);
    there.add(name);
    if (entry === undefined) fresh.push(file);
    else if (entry.version !== version || entry.day !== file.day) changed.push(file);
    else unchanged.push(file);
  }
  const vanished: VanishedFile[] = [];
  for (const [uri, entry] of ledger) if (!there.has(uri)) vanished.push({ uri, ...entry });
  return { fresh, changed, unchanged, vanished };
}
