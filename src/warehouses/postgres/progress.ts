import type { StageFile, StageLoad } from '../../core/warehouse.ts';

/** Milliseconds between two reports. */
const INTERVAL_MS = 200;

/** Adds up what was read, and tells the task now and then. */
export class Progress {
  readonly #load: StageLoad;
  #files = 0;
  #bytes = 0;
  /** Bytes of the file that is being read, as far as it is read. */
  #current = 0;
  #lastReport = 0;
  /** Rows that were sent. */
  rows = 0;
  /** Those of each file that has ended, by its URI. */
  readonly rowsOf = new Map<string, number>();
  #rowsBefore = 0;

  constructor(load: StageLoad) {
    this.#load = load;
  }

  /** Counts plain bytes as they are read. Those of a compressed file are more than it has; they never count for more. */
  async *watch({ object }: StageFile, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      this.#current = Math.min(this.#current + chunk.byteLength, object.size);
      yield chunk;
    }
  }

  endFile({ object }: StageFile): void {
    this.rowsOf.set(object.uri, this.rows - this.#rowsBefore);
    this.#rowsBefore = this.rows;
    this.#files += 1;
    this.#bytes += object.size;
    this.#current = 0;
  }

  /** Tells the task how far it is, unless it was told a moment ago. */
  tell(rejected: number): void {
    const now = performance.now();
    if (now - this.#lastReport < INTERVAL_MS) return;
    this.#lastReport = now;
    this.#load.onProgress(this.figures(rejected));
  }

  figures(rejected: number) {
    const { rows } = this;
    const filesTotal = this.#load.files.length;
    return { files: this.#files, filesTotal, bytes: this.#bytes + this.#current, rows, rejected };
  }
}
