import { existsSync, statSync } from 'node:fs';
import { access, constants, mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { builtInChecks } from '../checks/built-in.ts';
import { TakenNames } from '../checks/names.ts';
import { EtlError, messageOf } from '../core/errors.ts';
import { counted } from '../reporters/format.ts';
import { openCatalog } from '../sql/catalog.ts';
import { attempt, type Finding, ok, skipped } from './finding.ts';
import { type World, wrongAmong } from './world.ts';

/** Files of one's own that a run reads or writes besides the sources: checks, the log file. Nothing for what is not set. */
export async function examineOwnFiles(world: World): Promise<Finding[]> {
  const { config, signal } = world;
  const { folder } = config.checks;
  const { logFile } = config.outlets;
  return [
    ...(folder === undefined ? [] : [await examineChecks(folder, world)]),
    ...(logFile === undefined ? [] : [await attempt('log-file', signal, () => examineLogFile(logFile))]),
  ];
}

/** Reads the definitions, as a run does before anything else. Whether an engine takes their SQL is not tried. */
async function examineChecks(path: string, world: World): Promise<Finding> {
  if (wrongAmong(world, 'warehouse') !== undefined) return skipped('checks-read', 'because the engine is not known');
  const { dialect } = world.config.warehouse;
  return attempt('checks-read', world.signal, async () => {
    const { readOwnChecks } = await import('../checks/own.ts');
    const names = new TakenNames(builtInChecks(openCatalog(dialect)).map(({ name }) => name));
    const setting = 'CHECKS_DIR (--checks)';
    const { definitions, problems } = await readOwnChecks({ path, setting }, dialect, names);
    if (problems.length > 0) throw brokenChecks(problems, path);
    return ok('checks-read', `${counted(definitions.length, 'check')} of your own in ${path} (CHECKS_DIR)`);
  });
}

function brokenChecks(problems: readonly string[], path: string): EtlError {
  const [first = ''] = problems;
  const hint = `mend what is named, in ${path}`;
  if (problems.length === 1) return new EtlError('usage', first, { hint });
  return new EtlError('usage', `${problems.length} problems with checks of your own`, { hint, details: problems });
}

/** Nothing is written: a file that is not there yet is not made. */
async function examineLogFile(path: string): Promise<Finding> {
  const folder = dirname(path);
  const isThere = existsSync(path);
  try {
    if (isThere && statSync(path).isDirectory()) throw new Error('it is a folder');
    await access(isThere ? path : folder, constants.W_OK);
  } catch (error) {
    throw new EtlError('usage', `cannot write LOG_FILE (--log-file) ${path}: ${messageOf(error)}`, {
      hint: existsSync(folder) ? `check the rights: ls -ld ${path}` : `make the folder first: mkdir -p ${folder}`,
      cause: error,
    });
  }
  return ok('log-file', `${path} can be ${isThere ? 'appended to' : 'made'} (LOG_FILE)`);
}

/** Where files wait for the embedded engine. Rights alone do not tell of a file system that is mounted only for reading. */
export async function examineTemporary(): Promise<Finding> {
  const place = tmpdir();
  try {
    await rmdir(await mkdtemp(join(place, '.etl-doctor-')));
    return ok('temporary-folder', `${place} takes temporary files`);
  } catch (error) {
    throw new EtlError('warehouse', `no temporary folder can be made in ${place}: ${messageOf(error)}`, {
      hint: 'set TMPDIR to a folder that is there and may be written to',
      cause: error,
    });
  }
}
