import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EtlError, messageOf } from '../../core/errors.ts';
import { DISK, type SpoolFiles } from './spool-files.ts';

const FOLDER_PREFIX = 'sparkify-etl-';
/** No run lasts that long: an older folder was left behind by a process that was killed. */
const ORPHAN_AGE_MS = 24 * 3600 * 1000;

/**
 * A temporary folder for what DuckDB reads. File names begin with the day they are a delivery of, and consist of plain
 * characters whatever the source's names are: DuckDB would take `*`, `?` and `[` in a path for patterns.
 */
export interface Spool extends SpoolFiles {
  newPath(day: string | undefined): string;
  close(): Promise<void>;
}

/** Opens a spool; close it when done. */
export type OpenSpool = () => Promise<Spool>;

export const openSpool: OpenSpool = async () => {
  const folder = await makeFolder();
  return spoolIn(folder, DISK, () => rm(folder, { recursive: true, force: true }));
};

/** A spool whose files are called after the folder. */
export function spoolIn(folder: string, files: SpoolFiles, close: () => Promise<void>): Spool {
  let count = 0;
  return {
    ...files,
    newPath: (day) => {
      count += 1;
      return `${folder.replaceAll('\\', '/')}/${day ?? 'songs'}-${count}.json`;
    },
    close,
  };
}

/** Temporary folders are called by this and six characters more. */
export const SPOOL_FOLDER = join(tmpdir(), FOLDER_PREFIX);

async function makeFolder(): Promise<string> {
  try {
    await removeOrphans();
    return await mkdtemp(SPOOL_FOLDER);
  } catch (error) {
    throw new EtlError('warehouse', `no temporary folder can be made in ${tmpdir()}: ${messageOf(error)}`, {
      hint: 'set TMPDIR to a folder that is there and may be written to',
      cause: error,
    });
  }
}

async function removeOrphans(): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names.filter((candidate) => candidate.startsWith(FOLDER_PREFIX))) {
    const path = join(tmpdir(), name);
    const age = await stat(path).then(
      (info) => Date.now() - info.mtimeMs,
      () => 0,
    );
    // Another user's folder cannot be removed; that is theirs to do.
    if (age > ORPHAN_AGE_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
