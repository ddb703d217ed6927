import type { CopyText } from './copy-text.ts';

const MS_PER_DAY = 86_400_000;
const MS_PER_HOUR = 3_600_000;
const MS_PER_MINUTE = 60_000;
const MS_PER_SECOND = 1000;

/** Writes moments of the years 1970 to 9999 as `2018-11-15 00:30:26.796`, in UTC. The day's text is kept: the next is mostly on it too. */
export class MomentWriter {
  #day = -1;
  #dayText = '';

  /** @param ms since 1970 UTC, an integer */
  write(output: CopyText, ms: number): void {
    const day = Math.floor(ms / MS_PER_DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayText = `${new Date(day * MS_PER_DAY).toISOString().slice(0, 10)} `;
    }
    output.plain(this.#dayText);
    let rest = ms - day * MS_PER_DAY;
    rest = writePart(output, rest, MS_PER_HOUR, ':');
    rest = writePart(output, rest, MS_PER_MINUTE, ':');
    rest = writePart(output, rest, MS_PER_SECOND, '.');
    output.padded(rest, 3);
  }
}

function writePart(output: CopyText, ms: number, unit: number, after: string): number {
  const count = Math.floor(ms / unit);
  output.padded(count, 2);
  output.plain(after);
  return ms - count * unit;
}
