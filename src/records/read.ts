import type { Dataset, Reject, Row, RowMaker } from '../core/dataset.ts';
import { shorten } from './excerpt.ts';
import { Framer, type JunkFrame, type ObjectFrame } from './framer.ts';
import type { Mapping } from './mapping.ts';
import { RowArrays } from './row-arrays.ts';
import { Fault, RowBuilder } from './row-builder.ts';

/** Records in a batch: enough that handing them over costs nothing, few enough that they take little memory. */
const BATCH = 1000;

/**
 * Reads a file record by record: the definition of what is right, which a faster reader has to agree with.
 * Every object becomes a row, or a reject that says why not; so does every piece that is no object. Never throws for what
 * the bytes say; errors of `chunks` pass through.
 * @param file URI of the file, for the rejects
 * @param chunks the plain (decompressed) bytes, cut anywhere; a chunk must not change after it was handed over
 * @returns batches of up to 1,000 records in the file's order, none of them empty
 */
export function readRecords(
  dataset: Dataset,
  mapping: Mapping,
  file: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<readonly (Row | Reject)[], void, undefined> {
  return makeRecords(dataset, mapping, file, chunks, new RowArrays());
}

/** Reads like `readRecords`; what the rows are is up to their maker. */
export async function* makeRecords<R>(
  dataset: Dataset,
  mapping: Mapping,
  file: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maker: RowMaker<R>,
): AsyncGenerator<readonly (R | Reject)[], void, undefined> {
  const reader = new RecordReader(dataset, mapping, file, maker);
  for await (const chunk of chunks) {
    reader.push(chunk);
    for (let batch = reader.fullBatch(); batch !== undefined; batch = reader.fullBatch()) yield batch;
  }
  reader.end();
  for (let batch = reader.fullBatch(); batch !== undefined; batch = reader.fullBatch()) yield batch;
  const rest = reader.rest();
  if (rest.length > 0) yield rest;
}

class RecordReader<R> {
  readonly #dataset: Dataset;
  readonly #file: string;
  readonly #framer = new Framer();
  readonly #builder: RowBuilder<R>;
  #batch: (R | Reject)[] = [];

  constructor(dataset: Dataset, mapping: Mapping, file: string, maker: RowMaker<R>) {
    this.#dataset = dataset;
    this.#file = file;
    this.#builder = new RowBuilder(dataset, mapping, maker);
  }

  push(chunk: Uint8Array): void {
    this.#framer.push(chunk);
  }

  end(): void {
    this.#framer.end();
  }

  /** The next full batch; undefined when the bytes at hand do not fill it. */
  fullBatch(): readonly (R | Reject)[] | undefined {
    for (let frame = this.#framer.next(); frame !== undefined; frame = this.#framer.next()) {
      this.#batch.push(frame.kind === 'object' ? this.#read(frame) : this.#rejectJunk(frame));
      if (this.#batch.length === BATCH) return this.rest();
    }
    return undefined;
  }

  /** The records that do not fill a batch. */
  rest(): readonly (R | Reject)[] {
    const batch = this.#batch;
    this.#batch = [];
    return batch;
  }

  #read({ start, end }: ObjectFrame): R | Reject {
    const { window, scanner } = this.#framer;
    const row = this.#builder.build(scanner, window.bytes, start, end);
    if (!(row instanceof Fault)) return row;
    window.mark(start);
    const { span, column, reason } = row;
    const value = span.start === span.end ? null : shorten(window.bytes, span.start, span.end);
    return this.#reject(window.lineAt(span.start), column, value, reason);
  }

  #rejectJunk({ line, value, reason }: JunkFrame): Reject {
    return this.#reject(line, null, value, reason);
  }

  #reject(line: number, column: string | null, value: string | null, reason: string): Reject {
    return { table: this.#dataset.table, file: this.#file, line, column, value, reason };
  }
}
