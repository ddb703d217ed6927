import { constants, existsSync } from 'node:fs';
import { access, mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { EtlError, messageOf } from '../core/errors.ts';
import { TornLogError } from '../core/torn-log.ts';
import type { Warehouse } from '../core/warehouse.ts';
import { attempt, type Finding, ok, skipped, warning } from './finding.ts';
import { examineTemporary } from './own-files.ts';
import type { World } from './world.ts';

const LEAST_FREE_BYTES = 1_000_000_000;

/** The file of the embedded engine: whether it can be opened and written to, and whether there is room. */
export async function examineDuckDb(path: string, world: World): Promise<[Warehouse | undefined, Finding[]]> {
  const { signal, services } = world;
  const temporary = await attempt('temporary-folder', signal, examineTemporary);
  if (path === ':memory:') return [undefined, [ok('file', 'a DuckDB in memory: nothing is kept'), temporary]];
  const isThere = existsSync(path);
  let warehouse: Warehouse | undefined;
  const opened = await attempt('file', signal, async () => {
    try {
      warehouse = await services.warehouse();
      return ok('file', `${path} can be read, and nobody writes to it`);
    } catch (error) {
      // A run mends that.
      if (error instanceof TornLogError) return warning('file', error.message, error.hint ?? '');
      if (isThere || !(error instanceof EtlError) || error.kind !== 'missingStep') throw error;
      return ok('file', `there is no ${path} yet: the first run makes it`);
    }
  });
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) return [undefined, [opened, skipped('file-writable', 'there is no such folder'), temporary]];
  const written = await attempt('file-writable', signal, () => examineWriting(path, folder, isThere));
  const places = temporary.outcome === 'ok' ? [folder, tmpdir()] : [folder];
  const room = await Promise.all([...new Set(places)].map((each) => examineRoom(each)));
  return [warehouse, [opened, written, temporary, ...room]];
}

/** Tries it: rights alone do not tell of a file system that is mounted only for reading. */
async function examineWriting(path: string, folder: string, isThere: boolean): Promise<Finding> {
  try {
    if (isThere) await access(path, constants.W_OK);
    await rmdir(await mkdtemp(join(folder, '.etl-doctor-')));
    return ok('file-writable', `${isThere ? 'the file and its folder' : 'its folder'} can be written to`);
  } catch (error) {
    throw new EtlError('warehouse', `cannot write to ${folder}: ${messageOf(error)}`, {
      hint: `check the rights on the file and its folder: ls -ld ${folder}; or name another file in WAREHOUSE_URL (--warehouse)`,
      cause: error,
    });
  }
}

/**
 * Whether a folder has room for what a load writes: the database, and files that wait to be loaded.
 * @param freeBytes for tests: what a full disk would tell
 */
export async function examineRoom(folder: string, freeBytes = freeBytesOf): Promise<Finding> {
  const free = await freeBytes(folder).catch(() => undefined);
  if (free === undefined) return skipped('disk-space', `the system does not tell how much room ${folder} has`);
  const found = `${(free / 1e9).toFixed(1)} GB free in ${folder}`;
  return free < LEAST_FREE_BYTES
    ? warning('disk-space', found, 'make room: a load that fills the disk is undone')
    : ok('disk-space', found);
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
