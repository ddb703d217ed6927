import { EtlError, messageOf, throwIfAborted } from '../../core/errors.ts';
import { LineCounter } from './lines.ts';
import { type Part, uncounted, withoutMark, withRows } from './part.ts';
import type { Spool } from './spool.ts';

/** Counts the rows of parts of one file each, by reading them: as long as DuckDB refuses nothing, they are what it makes of them. */
export async function countParts(
  spool: Pick<Spool, 'reader'>,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<readonly Part[]> {
  const counted: Part[] = [];
  for (const part of parts) counted.push(withRows(part, await countRows(spool, part, signal)));
  return counted;
}

async function countRows(spool: Pick<Spool, 'reader'>, part: Part, signal: AbortSignal): Promise<number> {
  const counter = new LineCounter();
  let isFirst = true;
  try {
    for await (const chunk of spool.reader(part.path)) {
      throwIfAborted(signal);
      counter.read(isFirst ? withoutMark(chunk) : chunk);
      isFirst = false;
    }
    return counter.end();
  } catch (error) {
    throwIfAborted(signal);
    const name = uncounted(part)?.file.object.uri ?? part.path;
    throw new EtlError('source', `cannot read ${name}: ${messageOf(error)}`, { cause: error });
  }
}
