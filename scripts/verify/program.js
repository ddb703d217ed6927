import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../bin/sparkify-etl.js', import.meta.url));

/** Those that have not ended; undefined: no more may be started. */
let running = new Set();

/** Kills what runs, and lets nothing be started any more: whoever waits for a run or wants another one fails. */
export function stopAll() {
  for (const child of running ?? []) child.kill('SIGKILL');
  running = undefined;
}

/** Starts the program on a warehouse; `via` is a command that runs it, if any. */
export function start({ environment, folder, via = [] }, args) {
  if (running === undefined) throw new Error('interrupted');
  const [command, ...rest] = [...via, process.execPath, BINARY, ...args, '--json'];
  const child = spawn(command, rest, { cwd: folder, env: environment });
  running.add(child);
  child.on('exit', () => running?.delete(child));
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
export async function runWell(warehouse, args) {
  const result = await start(warehouse, args).ended;
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
