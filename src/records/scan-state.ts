/** Results of a scan that are not an index. */
export const INCOMPLETE = -1;
export const BROKEN = -2;

/** What the parts of a scan share: the bytes, and what was noticed in them. */
export class ScanState {
  protected source: Uint8Array = new Uint8Array();
  protected limit = 0;

  /** The last scan met a byte above 127: the text may be invalid UTF-8. */
  nonAscii = false;
  /** Where the last scan met the escape of half a character (`\ud800` without its other half); -1 if it did not. */
  loneSurrogate = -1;
  /** After BROKEN: the index of the byte that cannot stand there, and what could. */
  failedAt = 0;
  expected = '';

  get bytes(): Uint8Array {
    return this.source;
  }

  /** Where the known bytes end. */
  get end(): number {
    return this.limit;
  }

  /** Ends a scan, in vain: bytes that are not there yet cannot be wrong. */
  fail(at: number, expected: string): number {
    if (at >= this.limit) return INCOMPLETE;
    this.failedAt = at;
    this.expected = expected;
    return BROKEN;
  }

  protected reset(bytes: Uint8Array, end: number): void {
    this.source = bytes;
    this.limit = end;
    this.nonAscii = false;
    this.loneSurrogate = -1;
  }
}
