import type { RowCounts } from '../../core/staged-files.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { Session } from '../../core/warehouse.ts';
import { countEvents } from './count-events.ts';
import type { Part } from './spool.ts';

/**
 * Counts the rows of each file of a load. Of most parts that is known when they are written; a file that DuckDB reads where
 * it lies is counted by what was added to its day.
 */
export class FileRows {
  readonly #session: Session;
  readonly #catalog: SqlCatalog;
  readonly #counts = new Map<string, number>();
  /** Rows so far, by day. */
  readonly #ofDay = new Map<string | undefined, number>();

  constructor(session: Session, catalog: SqlCatalog) {
    this.#session = session;
    this.#catalog = catalog;
  }

  /** By the URI of the file. */
  get counts(): RowCounts {
    return this.#counts;
  }

  /**
   * Notes parts that one statement has loaded.
   * @param parts at most one of each day may be without counts, see `groupsToCount`
   * @param rows what the statement told
   */
  async add(parts: readonly Part[], rows: number): Promise<void> {
    let known = 0;
    for (const { day, rows: counts } of parts) {
      for (const [uri, count] of counts ?? []) {
        this.#set(uri, day, count);
        known += count;
      }
    }
    const [first, ...others] = parts.filter((part) => part.rows === undefined);
    if (first === undefined) return;
    if (others.length === 0) this.#set(uriOf(first), first.day, rows - known);
    else await this.#addByDay([first, ...others]);
  }

  async #addByDay(parts: readonly Part[]): Promise<void> {
    const days = parts.flatMap(({ day }) => day ?? []);
    const countOf = await countEvents(this.#session, this.#catalog, days);
    for (const part of parts) {
      const { day = '' } = part;
      this.#set(uriOf(part), day, (countOf.get(day) ?? 0) - (this.#ofDay.get(day) ?? 0));
    }
  }

  #set(uri: string, day: string | undefined, rows: number): void {
    this.#counts.set(uri, rows);
    this.#ofDay.set(day, (this.#ofDay.get(day) ?? 0) + rows);
  }
}

/** Parts in as few groups as there can be, in none of which a day has two parts of which nobody knows the rows. */
export function groupsToCount(parts: readonly Part[]): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  const uncounted = new Map<string | undefined, number>();
  for (const part of parts) {
    const n = part.rows === undefined ? (uncounted.get(part.day) ?? 0) : 0;
    if (part.rows === undefined) uncounted.set(part.day, n + 1);
    const group = groups[n] ?? [];
    groups[n] = group;
    group.push(part);
  }
  return groups;
}

/** Of the only file of a part. */
function uriOf({ path, segments: [first, second] }: Part): string {
  if (first === undefined || second !== undefined) throw new Error(`${path} is not of one file`);
  return first.file.object.uri;
}
