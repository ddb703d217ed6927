import type { RowCounts } from '../../core/staged-files.ts';
import type { SqlCatalog } from '../../core/statement.ts';
import type { Session, StageFile } from '../../core/warehouse.ts';
import { countEvents } from './count-events.ts';
import { type Part, type Segment, uncounted } from './part.ts';

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

  /** By the URI of the file; those of songs in the order in which they were loaded. */
  get counts(): RowCounts {
    return this.#counts;
  }

  /**
   * Notes parts that one statement has loaded.
   * @param parts none of them in `indistinct`
   * @param rows what the statement told
   */
  async add(parts: readonly Part[], rows: number): Promise<void> {
    const segments = parts.flatMap((part) => part.segments);
    const files = parts.flatMap((part) => uncounted(part)?.file ?? []);
    if (files.length > 1) return this.#addByDays(segments, files);
    const known = segments.reduce((sum, { rows: count = 0 }) => sum + count, 0);
    for (const { file, rows: count = rows - known } of segments) this.#set(file, count);
  }

  async #addByDays(segments: readonly Segment[], files: readonly StageFile[]): Promise<void> {
    for (const { file, rows } of segments) if (rows !== undefined) this.#set(file, rows);
    await this.#addByDay(files);
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

/** The parts without counts that share their day with another such part: what is added to the day does not tell them apart. */
export function indistinct(parts: readonly Part[]): readonly Part[] {
  const unknown = parts.filter((part) => uncounted(part) !== undefined);
  const ofDay = new Map<string | undefined, number>();
  for (const { day } of unknown) ofDay.set(day, (ofDay.get(day) ?? 0) + 1);
  return unknown.filter(({ day }) => (ofDay.get(day) ?? 0) > 1);
}
