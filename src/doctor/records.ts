import { DATASETS } from '../compose.ts';
import type { Reject, Row } from '../core/dataset.ts';
import { EtlError } from '../core/errors.ts';
import { describeReject } from '../core/rejects.ts';
import { isReject, type StageFile, type StageReader } from '../core/warehouse.ts';
import { attempt, type Finding, ok, problem, skipped, warning } from './finding.ts';
import type { World } from './world.ts';

/** A file to look into. */
export interface Sample {
  readonly check: string;
  /** Undefined: none was found. */
  readonly file: StageFile | undefined;
  readonly open: () => Promise<StageReader>;
  readonly dataset: keyof typeof DATASETS;
}

const SHOWN_REJECTS = 5;
/** So many rows must lack a value before that says something about the mapping. */
const TELLING_ROWS = 50;

/** Reads the first records of a file, as a run would. */
export async function examineFirstRecords(world: World, { check, file, open, dataset }: Sample): Promise<Finding> {
  if (file === undefined) return skipped(check, 'there is no file to read');
  const { signal, config } = world;
  const finding = await attempt(check, signal, async () => {
    const records = await firstRecords(await open(), file, signal);
    const { uri } = file.object;
    if (records.length === 0) return warning(check, `${uri} holds no record`, 'look whether it was delivered whole');
    const rejects = records.filter((record): record is Reject => isReject(record));
    if (rejects.length > 0) return describeRejects(check, uri, rejects, records.length, config.maxErrors);
    const empty = dataset === 'events' ? emptyColumns(records as readonly Row[]) : [];
    if (empty.length === 0) return ok(check, `${uri}: the first ${countOf(records.length)} can be loaded`);
    const found = `${uri}: none of the first ${countOf(records.length)} has a value for ${empty.join(', ')}`;
    return warning(check, found, 'check the keys in the file, and LOG_JSONPATH (--log-jsonpath) if it is set');
  });
  // A run meets what is in the files after all else.
  return finding.outcome === 'problem' ? { ...finding, isLate: true } : finding;
}

/** At most a thousand. */
async function firstRecords(
  reader: StageReader,
  file: StageFile,
  signal: AbortSignal,
): Promise<readonly (Row | Reject)[]> {
  for await (const batch of reader.records(file, reader.bytes(file, signal))) return batch;
  return [];
}

function describeRejects(
  check: string,
  uri: string,
  rejects: readonly Reject[],
  total: number,
  maxErrors: number,
): Finding {
  const found = `${uri}: ${rejects.length} of the first ${countOf(total)} cannot be loaded`;
  const details = rejects.slice(0, SHOWN_REJECTS).map(describeReject);
  if (rejects.length <= maxErrors) {
    return warning(
      check,
      `${found}; --max-errors ${maxErrors} sets them aside`,
      'mend the file that is named',
      details,
    );
  }
  const hint =
    'mend the file, or set such records aside with MAX_ERRORS (--max-errors); if its keys are others, name a LOG_JSONPATH';
  return problem(check, new EtlError('badData', found, { details, hint }));
}

function emptyColumns(rows: readonly Row[]): readonly string[] {
  if (rows.length < TELLING_ROWS) return [];
  return DATASETS.events.columns.flatMap(({ name }, n) => (rows.every((row) => row[n] === null) ? [name] : []));
}

function countOf(records: number): string {
  return records === 1 ? 'record' : `${records} records`;
}
