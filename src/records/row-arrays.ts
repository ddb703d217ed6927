import type { Row, RowMaker, RowValue } from '../core/dataset.ts';

/** Makes rows as arrays of values. */
export class RowArrays implements RowMaker<Row> {
  #row: RowValue[] = [];

  begin(): void {
    this.#row = [];
  }

  null(): void {
    this.#row.push(null);
  }

  number(value: number): void {
    this.#row.push(value);
  }

  text(bytes: Buffer, start: number, end: number): void {
    this.#row.push(bytes.toString('utf8', start, end));
  }

  finish(): Row {
    return this.#row;
  }
}
