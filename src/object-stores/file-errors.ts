import { EtlError, messageOf } from '../core/errors.ts';
import type { StoredObject } from '../core/object-store.ts';

/** What a failed call of the file system means, with the path it failed on. An `EtlError` stays what it is. */
export function explainFileError(error: unknown, path: string): EtlError {
  if (error instanceof EtlError) return error;
  const options = { cause: error };
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
      return new EtlError('source', `no permission to read ${path}`, { ...options, hint: `check: ls -ld ${path}` });
    case 'ENOENT':
    case 'ENOTDIR':
      return new EtlError('source', `${path} was listed but is gone now`, { ...options, hint: 'run again' });
    case 'ELOOP':
      return new EtlError('source', `${path} is a symbolic link that leads back to itself`, options);
    default:
      return new EtlError('source', `cannot read ${path}: ${messageOf(error)}`, options);
  }
}

export function changedWhileRead(object: StoredObject): EtlError {
  return new EtlError('source', `${object.uri} changed while it was being read`, {
    hint: 'run again when nothing writes to it',
  });
}
