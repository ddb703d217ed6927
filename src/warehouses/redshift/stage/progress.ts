import type { StageFile, StageLoad } from '../../../core/warehouse.ts';
import type { Slice } from './slice.ts';

/** What of a load is done; told to its task. */
export class Progress {
  readonly #load: StageLoad;
  readonly #read = new Set<StageFile>();
  readonly #rows = new Map<Slice, number>();
  #bytes = 0;

  constructor(load: StageLoad) {
    this.#load = load;
  }

  /** A file was read, here or by Redshift; once is enough. */
  addFiles(files: readonly StageFile[], rejected: number): void {
    for (const file of files) {
      if (this.#read.has(file)) continue;
      this.#read.add(file);
      this.#bytes += file.object.size;
    }
    this.#tell(rejected);
  }

  /** A slice is in the warehouse. */
  addSlice(slice: Slice, rows: number, rejected: number): void {
    this.#rows.set(slice, rows);
    this.addFiles(slice.files, rejected);
  }

  /** The transaction begins again. */
  beginAgain(): void {
    this.#rows.clear();
  }

  result(): { readonly files: number; readonly bytes: number; readonly rows: number } {
    const rows = [...this.#rows.values()].reduce((sum, each) => sum + each, 0);
    return { files: this.#read.size, bytes: this.#bytes, rows };
  }

  #tell(rejected: number): void {
    this.#load.onProgress({ ...this.result(), filesTotal: this.#load.files.length, rejected });
  }
}
