import type { Dataset, RowMaker } from '../../core/dataset.ts';
import { lastingName } from '../../core/staged-files.ts';
import type { StageFile } from '../../core/warehouse.ts';
import { CopyText } from './copy-text.ts';
import { MomentWriter } from './moment.ts';

const DAY_LENGTH = '2018-11-15'.length;

/**
 * Writes the records of a dataset as rows of COPY's text: its columns in their order; for events after them log_date, the
 * day that their file is the delivery of, and start_time, the column of moments (`epochMillis`) as a timestamp in UTC; for songs
 * the name of their file.
 */
export class CopyRows implements RowMaker<true> {
  readonly output = new CopyText();
  /** Day of the file that is read; undefined: the dataset has no days. */
  #day: string | undefined;
  /** Its lasting name, where the dataset has no days. */
  #name: Buffer = Buffer.alloc(0);
  readonly #momentColumn: number;
  readonly #moments = new MomentWriter();
  #column = 0;
  #moment = 0;

  constructor({ columns }: Dataset) {
    this.#momentColumn = columns.findIndex(({ epochMillis }) => epochMillis === true);
  }

  /** Begins a file. */
  beginFile({ object, day }: StageFile): void {
    if (day !== undefined && day.length !== DAY_LENGTH) throw new Error(`not a day: ${day}`);
    this.#day = day;
    this.#name = Buffer.from(lastingName(object));
  }

  begin(): void {
    this.#column = 0;
    this.output.beginRow();
  }

  null(): void {
    this.output.null();
    this.#endField();
  }

  number(value: number): void {
    if (this.#column === this.#momentColumn) this.#moment = value;
    this.output.number(value);
    this.#endField();
  }

  text(bytes: Uint8Array, start: number, end: number): void {
    this.output.text(bytes, start, end);
    this.#endField();
  }

  finish(): true {
    if (this.#day === undefined) this.output.text(this.#name, 0, this.#name.length);
    else {
      this.output.plain(this.#day);
      this.output.endField();
      this.#moments.write(this.output, this.#moment);
    }
    this.output.endField();
    this.output.endRow();
    return true;
  }

  #endField(): void {
    this.output.endField();
    this.#column++;
  }
}
