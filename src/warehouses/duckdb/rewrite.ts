import type { Reject, Row } from '../../core/dataset.ts';
import { throwIfAborted } from '../../core/errors.ts';
import type { RejectLog } from '../../core/rejects.ts';
import { isReject, type StageLoad } from '../../core/warehouse.ts';
import { contentsOf, type Part, type Segment } from './part.ts';
import type { Spool } from './spool.ts';

/**
 * Reads a part record by record and writes the sound records, in the dataset's own form, to a new part that DuckDB can
 * be trusted with. The others go to the log.
 */
export async function rewritePart(
  spool: Spool,
  part: Part,
  { reader }: StageLoad,
  log: RejectLog,
  signal: AbortSignal,
): Promise<Part> {
  const { day } = part;
  const path = spool.newPath(day);
  const output = await spool.create(path);
  const segments: Segment[] = [];
  let end = 0;
  try {
    for await (const { file, bytes } of contentsOf(spool, part)) {
      const start = end;
      let rows = 0;
      for await (const records of reader.records(file, bytes)) {
        throwIfAborted(signal);
        const rejected = log.rejects.length;
        const lines = soundLines(records, reader.canonicalLine, log);
        rows += records.length - (log.rejects.length - rejected);
        end += Buffer.byteLength(lines);
        if (lines !== '') await output.append(lines);
      }
      segments.push({ file, start, end, rows });
    }
  } finally {
    await output.close();
  }
  return { path, day, segments, bytes: end, isCopy: true };
}

function soundLines(records: readonly (Row | Reject)[], toLine: (row: Row) => string, log: RejectLog): string {
  let lines = '';
  for (const record of records) {
    if (isReject(record)) log.add(record);
    else lines += `${toLine(record)}\n`;
  }
  return lines;
}
