import type { StageLoad } from '../../core/warehouse.ts';
import type { Part } from './part.ts';

/** Adds up what was loaded and tells the task. */
export class Progress {
  readonly #load: StageLoad;
  #files = 0;
  #bytes = 0;
  #rows = 0;

  constructor(load: StageLoad) {
    this.#load = load;
  }

  /** Tells how far a batch is that is still being loaded; its rows are not known before its end. */
  showShare(parts: readonly Part[], share: number): void {
    const files = parts.flatMap((part) => part.segments.map(({ file }) => file));
    this.#load.onProgress({
      ...this.result(),
      files: this.#files + Math.floor(files.length * share),
      filesTotal: this.#load.files.length,
      bytes: this.#bytes + Math.floor(sum(files.map(({ object }) => object.size)) * share),
    });
  }

  add(parts: readonly Part[], rows: number, rejected: number): void {
    const files = parts.flatMap((part) => part.segments.map(({ file }) => file));
    this.#files += files.length;
    this.#bytes += sum(files.map(({ object }) => object.size));
    this.#rows += rows;
    this.#load.onProgress({ ...this.result(), rejected, filesTotal: this.#load.files.length });
  }

  result(): { readonly files: number; readonly bytes: number; readonly rows: number } {
    return { files: this.#files, bytes: this.#bytes, rows: this.#rows };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
