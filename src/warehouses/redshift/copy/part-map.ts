/** Where a record of a part comes from. */
export interface Origin {
  /** URI of the original file. */
  readonly file: string;
  /** Which of the records that this file gave it is; the first is 1. */
  readonly record: number;
}

interface Range {
  /** First line of the part, from 1, that comes from the file. */
  readonly line: number;
  readonly file: string;
  /** Which record of the file stands there. */
  readonly record: number;
}

/** Tells from which file a line of a part comes: one entry for each stretch of lines of one file. */
export class PartMap {
  readonly #ranges = new Map<string, readonly Range[]>();

  add(part: string, ranges: readonly Range[]): void {
    this.#ranges.set(part, ranges);
  }

  /** Undefined for what is no line of a known part. */
  originOf(part: string, line: number): Origin | undefined {
    const ranges = this.#ranges.get(part) ?? [];
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranges[middle] as Range).line <= line) low = middle + 1;
      else high = middle;
    }
    const range = ranges[low - 1];
    return range === undefined ? undefined : { file: range.file, record: range.record + line - range.line };
  }
}

/** Notes the stretches of one part while its lines are written. */
export class RangeNotes {
  readonly ranges: Range[] = [];
  #line = 0;

  /** The next line of the part is this record of this file. */
  note(file: string, record: number): void {
    this.#line += 1;
    const last = this.ranges.at(-1);
    if (last?.file !== file) this.ranges.push({ line: this.#line, file, record });
  }
}
