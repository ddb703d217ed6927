import type { Dataset, Reject } from '../../../core/dataset.ts';
import { EtlError } from '../../../core/errors.ts';
import type { PartMap } from '../copy/part-map.ts';
import { fixFor } from './fixes.ts';
import type { LoadError } from './load-errors.ts';

/** How many refused records an error shows. */
export const SHOWN = 20;
const VALUE_LENGTH = 120;

/** A failed COPY, explained: one line for each refused record, and what to do about them. */
export function explainLoad(
  failure: EtlError,
  errors: readonly LoadError[],
  dataset: Dataset,
  parts: PartMap | undefined,
): EtlError {
  if (errors.length === 0) {
    return new EtlError('badData', failure.message, {
      details: [...failure.details, 'the system views tell nothing of it, or may not be read'],
      hint: 'ask for SYS_LOAD_ERROR_DETAIL as the owner of the load, or set WORK_URI: the files are then read here',
      cause: failure.cause,
    });
  }
  const fixes = [...new Set(errors.flatMap(({ code, reason }) => fixFor(code, reason) ?? []))];
  const advice = 'or set such records aside in staging_rejects with --max-errors N';
  return new EtlError('badData', `Redshift refused records; nothing was loaded into ${dataset.table}`, {
    details: errors.slice(0, SHOWN).map((error) => describe(error, parts)),
    hint: [...fixes, advice].join('; '),
    cause: failure.cause,
  });
}

/** A record that COPY left out, as one that is set aside. */
export function rejectOf(error: LoadError, { table }: Dataset): Reject {
  const { file, line, column, value, reason } = error;
  return { table, file, line, column, value: value === null ? null : shorten(value), reason };
}

/** One line: original file and line, column and type, reason, value. */
function describe(error: LoadError, parts: PartMap | undefined): string {
  const { column, type, value, code, reason } = error;
  const place = column === null ? '' : ` column ${column}${type === '' ? '' : ` ${type}`}:`;
  const found = value === null ? '' : `: ${shorten(value)}`;
  return `${placeOf(error, parts)}:${place} ${reason} (${code})${found}`;
}

function placeOf({ file, line }: LoadError, parts: PartMap | undefined): string {
  const origin = parts?.originOf(file, line);
  return origin === undefined ? `${file}:${line}` : `${origin.file}: record ${origin.record}`;
}

function shorten(value: string): string {
  const characters = [...value];
  return characters.length <= VALUE_LENGTH ? value : `${characters.slice(0, VALUE_LENGTH).join('')}…`;
}
