import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import process from 'node:process';
import { scratchPath } from './paths.js';

const USAGE_HOOK = new URL('./usage-hook.js', import.meta.url).href;

/** Settings of whoever runs the benchmarks must not decide what is measured. */
const OWN_SETTINGS =
  /^(AWS_|S3_|LOG_|SONG_|WAREHOUSE_|WORK_URI|REDSHIFT_|IAM_ROLE|COPY_|RETR|STATEMENT_TIMEOUT|MAX_ERRORS|PG|NODE_OPTIONS|NODE_V8_COVERAGE)/;

/**
 * Runs a Node program as a process of its own, from spawn to exit.
 * @param {object} program
 * @param {string[]} program.args what follows `node`
 * @param {Record<string, string>} [program.env] added to the environment
 * @param {number} [program.exitCode] the exit code that counts as success, 0 unless told
 * @param {boolean} [program.usage] measure CPU time and memory too, which costs the process some milliseconds; true unless told
 * @returns {Promise<{wallSeconds: number, cpuSeconds?: number, peakBytes?: number, stdout: string}>}
 * @throws {Error} with the program's stderr, if it ends otherwise
 */
export async function runNode({ args, env = {}, exitCode = 0, usage = true }) {
  const usageFile = scratchPath(`usage-${process.pid}.json`);
  const hook = usage ? ['--import', USAGE_HOOK] : [];
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, [...hook, ...args], {
    env: { ...cleanEnvironment(), ...env, BENCH_USAGE_FILE: usageFile },
    // A folder without a .env file.
    cwd: scratchPath('.'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  }
  const { code, wallSeconds } = await ended(child, started);
  if (code !== exitCode)
    throw new Error(`node ${args.join(' ')}\nended with ${code}:\n${output.stderr}${output.stdout.slice(-2000)}`);
  return { wallSeconds, ...(usage ? takeUsage(usageFile) : {}), stdout: output.stdout };
}

function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_SETTINGS.test(name)));
}

function ended(child, started) {
  return new Promise((resolve, reject) => {
    let wallSeconds = 0;
    child.on('error', reject);
    child.on('exit', () => {
      wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
    });
    // Only then all of its output has been read.
    child.on('close', (code, signal) => resolve({ code: code ?? signal, wallSeconds }));
  });
}

function takeUsage(file) {
  const usage = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return usage;
}
