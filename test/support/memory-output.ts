import type { Output } from '../../src/core/reporter.ts';

/** An output that keeps its text; not a terminal unless it gets columns. */
export class MemoryOutput implements Output {
  text = '';
  readonly isTTY: boolean;
  readonly columns?: number;

  constructor(columns?: number) {
    this.isTTY = columns !== undefined;
    if (columns !== undefined) this.columns = columns;
  }

  write(text: string): void {
    this.text += text;
  }
}
