import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../bin/sparkify-etl.js', import.meta.url));

/** A folder for warehouses and temporary files, and the data that is loaded into them. Close removes the folder. */
export function openWorkplace(source) {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-verify-'));
  mkdirSync(join(folder, 'tmp'));
  return {
    source,
    folder,
    warehouse: (name) => join(folder, `${name}.duckdb`),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Starts the program on a DuckDB file of the workplace, with no setting but those given here. */
export function start(workplace, file, args) {
  const env = {
    PATH: process.env.PATH,
    HOME: workplace.folder,
    TMPDIR: join(workplace.folder, 'tmp'),
    WAREHOUSE_URL: `duckdb:${file}`,
    LOG_DATA: join(workplace.source, 'log_data'),
    SONG_DATA: join(workplace.source, 'song_data'),
  };
  const child = spawn(process.execPath, [BINARY, ...args, '--json'], { cwd: workplace.folder, env });
  let stdout = '';
  let stderr = '';
  const watchers = [];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    for (const watch of watchers) watch();
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  /** Resolves when `holds(stdout)` does, or when the program has ended. */
  const until = (holds) =>
    new Promise((resolve) => {
      watchers.push(() => holds(stdout) && resolve());
      ended.then(resolve, resolve);
    });
  return { child, ended, until };
}

/** Runs the program to its end; throws if it does not end well. */
export async function runWell(workplace, file, args) {
  const result = await start(workplace, file, args).ended;
  if (result.code !== 0) {
    throw new Error(`sparkify-etl ${args.join(' ')} ended with ${result.code ?? result.signal}:\n${failureIn(result)}`);
  }
  return result;
}

/** What the program said when it failed. */
export function failureIn({ stdout, stderr }) {
  const failed = eventsIn(stdout).find(({ type }) => type === 'run-failed');
  return failed === undefined ? stderr : [failed.error.message, ...failed.error.details].join('\n  ');
}

/** The lines of --json as objects. */
export function eventsIn(stdout) {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Copies a DuckDB file, with the log of what is not yet in it. */
export function copyWarehouse(from, to) {
  removeWarehouse(to);
  copyFileSync(from, to);
  if (existsSync(`${from}.wal`)) copyFileSync(`${from}.wal`, `${to}.wal`);
}

export function removeWarehouse(file) {
  for (const path of [file, `${file}.wal`]) rmSync(path, { force: true });
}
