import { open } from 'node:fs/promises';
import { EtlError, messageOf, throwIfAborted } from '../../core/errors.ts';
import { LineCounter } from './lines.ts';
import { type Part, uncounted, withoutMark, withRows } from './spool.ts';

const CHUNK_BYTES = 256 * 1024;

/** Counts the rows of parts of one file each, by reading them: as long as DuckDB refuses nothing, they are what it makes of them. */
export async function countParts(parts: readonly Part[], signal: AbortSignal): Promise<readonly Part[]> {
  const buffer = Buffer.allocUnsafe(parts.length === 0 ? 0 : CHUNK_BYTES);
  const counted: Part[] = [];
  for (const part of parts) counted.push(withRows(part, await countRows(part, buffer, signal)));
  return counted;
}

async function countRows(part: Part, buffer: Buffer, signal: AbortSignal): Promise<number> {
  const counter = new LineCounter();
  try {
    const handle = await open(part.path);
    try {
      for (let position = 0; ; ) {
        throwIfAborted(signal);
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
        if (bytesRead === 0) return counter.end();
        const chunk = buffer.subarray(0, bytesRead);
        counter.read(position === 0 ? withoutMark(chunk) : chunk);
        position += bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throwIfAborted(signal);
    const name = uncounted(part)?.file.object.uri ?? part.path;
    throw new EtlError('source', `cannot read ${name}: ${messageOf(error)}`, { cause: error });
  }
}
