/**
 * Where the direct members of an object (or elements of an array) stand, as indexes into the scanned bytes.
 * One instance serves all records: four flat arrays instead of an object for each of a record's values.
 */
export class Members {
  count = 0;
  /** Between the quotes; -1 for an element of an array. */
  readonly keyStart: number[] = [];
  readonly keyEnd: number[] = [];
  /** Quotes, braces and brackets included. */
  readonly valueStart: number[] = [];
  readonly valueEnd: number[] = [];

  clear(): void {
    this.count = 0;
  }

  add(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    const n = this.count++;
    this.keyStart[n] = keyStart;
    this.keyEnd[n] = keyEnd;
    this.valueStart[n] = valueStart;
    this.valueEnd[n] = valueEnd;
  }
}
