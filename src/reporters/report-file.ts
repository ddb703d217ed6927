import { randomUUID } from 'node:crypto';
import { lstat, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EtlError, messageOf } from '../core/errors.ts';

/**
 * Makes sure, before a run begins, that a report can be written to a path at its end, and removes what an earlier run left
 * there: it would be taken for the report of a run that was killed.
 *
 * @param flag what the user gave the path with, for the message
 * @throws EtlError `usage` if its folder does not exist, or something else than a file is there
 */
export async function prepareReportFile(path: string, flag: string): Promise<void> {
  const folder = dirname(path);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    const hint = `make the folder first: mkdir -p ${folder}`;
    throw new EtlError('usage', `${flag} ${path}: there is no folder ${folder}`, { hint });
  }
  const old = await lstat(path).catch(() => undefined);
  if (old === undefined) return;
  // A link may be one to a device, /dev/stdout for instance: a report that replaced it would break other programs.
  if (!old.isFile()) throw new EtlError('usage', `${flag} ${path} is not a regular file`);
  await rm(path).catch((error: unknown) => {
    throw cannotWrite(path, flag, error);
  });
}

/**
 * Writes a report: whole, or not at all.
 *
 * @throws EtlError `usage` if it cannot be written
 */
export async function writeReportFile(path: string, flag: string, text: string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw cannotWrite(path, flag, error);
  }
}

function cannotWrite(path: string, flag: string, error: unknown): EtlError {
  return new EtlError('usage', `cannot write ${flag} ${path}: ${messageOf(error)}`, { cause: error });
}
