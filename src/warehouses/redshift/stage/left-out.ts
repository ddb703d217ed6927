import { EtlError } from '../../../core/errors.ts';
import { rejectOf } from '../errors/explain-load.ts';
import { fetchLoadErrors, type LoadError, type LoadMark } from '../errors/load-errors.ts';
import type { Loading } from './loading.ts';
import type { Slice } from './slice.ts';

/** Length of file names in the system views. */
const NAME_LENGTH = 256;

const HINT =
  'set WORK_URI (--work-uri) to a place in S3 that may be written to: rejects are then found without the system views';

/**
 * Adds the records that COPY left out of a slice to the log, as the system views tell of them.
 * @throws EtlError if they do not tell of all, or the log's error if they are too many
 */
export async function logLeftOut(loading: Loading, slice: Slice, leftOut: number, mark: LoadMark): Promise<void> {
  const { server, catalog, load, log } = loading;
  // The views tell of the whole session, earlier slices among it.
  const limit = log.rejects.length + leftOut + 1;
  const errors = (await fetchLoadErrors(server, catalog, mark, limit)).filter(
    (error) => namesOf(slice, error).length > 0,
  );
  if (errors.length !== leftOut) {
    throw new EtlError(
      'warehouse',
      `COPY left out ${leftOut} records, and the system views tell of ${errors.length} of them; nothing was loaded`,
      {
        hint: HINT,
      },
    );
  }
  for (const error of errors) log.add(rejectOf({ ...error, file: nameOf(slice, error) }, load.dataset));
  log.finish();
}

/** The whole name of the file of an error. @throws EtlError 'warehouse' if several begin with what the views tell of it */
function nameOf(slice: Slice, error: LoadError): string {
  const [uri = error.file, ...others] = namesOf(slice, error);
  if (others.length === 0) return uri;
  throw new EtlError(
    'warehouse',
    `COPY left out records of a file whose name the system views cut off: ${error.file}…; nothing was loaded`,
    { hint: HINT, details: [uri, ...others] },
  );
}

/** The files of a slice that an error may be of. */
function namesOf({ files }: Slice, { file }: LoadError): string[] {
  const uris = files.map(({ object }) => object.uri);
  return uris.filter((uri) => uri === file || (file.length >= NAME_LENGTH && uri.startsWith(file)));
}
