import { EtlError } from '../../../core/errors.ts';
import { rejectOf } from '../errors/explain-load.ts';
import { fetchLoadErrors, type LoadError, type LoadMark } from '../errors/load-errors.ts';
import type { Loading } from './loading.ts';
import type { Slice } from './slice.ts';

/** Length of file names in the system views. */
const NAME_LENGTH = 256;

/**
 * Adds the records that COPY left out of a slice to the log, as the system views tell of them.
 * @throws EtlError if they do not tell of all, or the log's error if they are too many
 */
export async function logLeftOut(loading: Loading, slice: Slice, leftOut: number, mark: LoadMark): Promise<void> {
  const { server, catalog, load, log } = loading;
  // The views tell of the whole session, earlier slices among it.
  const limit = log.rejects.length + leftOut + 1;
  const errors = (await fetchLoadErrors(server, catalog, mark, limit)).filter((error) => isOf(slice, error));
  if (errors.length !== leftOut) {
    throw new EtlError(
      'warehouse',
      `COPY left out ${leftOut} records, and the system views tell of ${errors.length} of them; nothing was loaded`,
      {
        hint: 'set WORK_URI (--work-uri) to a place in S3 that may be written to: rejects are then found without them',
      },
    );
  }
  for (const error of errors) log.add(rejectOf(error, load.dataset));
  log.finish();
}

function isOf({ files }: Slice, { file }: LoadError): boolean {
  return files.some(({ object }) => object.uri === file || (file.length >= NAME_LENGTH && object.uri.startsWith(file)));
}
