import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder for warehouses, one for what the program puts away for a while, and the data that is loaded. Close removes
 * the folders.
 */
export function openWorkplace(source) {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-verify-'));
  const tmp = join(folder, 'tmp');
  mkdirSync(tmp);
  return { source, folder, tmp, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The environment of a program that reads the data from its folder, with no setting of whoever verifies. */
export function localEnvironment({ source, folder, tmp }) {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    TMPDIR: tmp,
    LOG_DATA: join(source, 'log_data'),
    SONG_DATA: join(source, 'song_data'),
  };
}
