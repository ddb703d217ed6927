import type { RowCounts } from '../../core/staged-files.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { Session, StageFile } from '../../core/warehouse.ts';
import { countEvents } from './count-events.ts';
import { type Part, uncounted } from './spool.ts';

/**
 * Counts the rows of each file of a load. Of most parts that is known when they are written; a file that DuckDB reads where
 * it lies is counted by what was added to its day.
 */
export class FileRows {
  readonly #session: Session;
  readonly #catalog: SqlCatalog;
  readonly #counts = new Map<string, number>();
  /** Rows so far, by day; songs have none. */
  readonly #ofDay = new Map<string, number>();

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
    for (const { segments } of parts) {
      for (const { file, rows: count } of segments) {
        if (count === undefined) continue;
        this.#set(file, count);
        known += count;
      }
    }
    const files = parts.flatMap((part) => uncounted(part)?.file ?? []);
    const [first] = files;
    if (files.length > 1) await this.#addByDay(files);
    else if (first !== undefined) this.#set(first, rows - known);
  }

  async #addByDay(files: readonly StageFile[]): Promise<void> {
    const days = files.flatMap(({ day }) => day ?? []);
    const countOf = await countEvents(this.#session, this.#catalog, days);
    for (const file of files) {
      const { day = '' } = file;
      this.#set(file, (countOf.get(day) ?? 0) - (this.#ofDay.get(day) ?? 0));
    }
  }

  #set({ object, day = '' }: StageFile, rows: number): void {
    this.#counts.set(object.uri, rows);
    this.#ofDay.set(day, (this.#ofDay.get(day) ?? 0) + rows);
  }
}

/** Parts in as few groups as there can be, in none of which a day has two parts of which nobody knows the rows. */
export function groupsToCount(parts: readonly Part[]): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  const ofDay = new Map<string | undefined, number>();
  for (const part of parts) {
    const isCounted = uncounted(part) === undefined;
    const n = isCounted ? 0 : (ofDay.get(part.day) ?? 0);
    if (!isCounted) ofDay.set(part.day, n + 1);
    const group = groups[n] ?? [];
    groups[n] = group;
    group.push(part);
  }
  return groups;
}
