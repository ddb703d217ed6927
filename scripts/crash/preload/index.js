// Loaded into the program by NODE_OPTIONS=--import: counts the points at which it may be killed, and kills it at one.
//   CRASH_DRIVER  duckdb or pg: what the program sends its statements with
//   CRASH_LOG     file that gets a line of JSON for each point; with CRASH_AT for this one only
//   CRASH_AT      number of the point, from 1; without it nothing is killed
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { Worker } from 'node:worker_threads';

const { CRASH_AT, CRASH_LOG, CRASH_DRIVER } = process.env;
const last = CRASH_AT === undefined ? undefined : Number(CRASH_AT);
let count = 0;

/** Kills the process while this thread is busy. */
const KILLER = `const { workerData } = require('node:worker_threads');
  Atomics.wait(workerData, 0, 0);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), workerData[0]);`;
const milliseconds = new Int32Array(new SharedArrayBuffer(4));
if (last !== undefined) new Worker(KILLER, { eval: true, workerData: milliseconds, env: {}, execArgv: [] }).unref();

// Only one of them: what the program does not need is not loaded.
const { watch } = await (CRASH_DRIVER === 'duckdb' ? import('./duckdb.js') : import('./pg.js'));
watch(point);

/**
 * @param {'before' | 'sent' | 'after'} moment
 * @param {string} statement
 * @param {number} [delayMs] the process is killed so much later, whatever it does then
 */
function point(moment, statement, delayMs) {
  count += 1;
  if (last !== undefined && count !== last) return;
  appendFileSync(CRASH_LOG, `${JSON.stringify({ number: count, moment, statement })}\n`);
  if (last === undefined) return;
  if (delayMs === undefined) process.kill(process.pid, 'SIGKILL');
  milliseconds[0] = delayMs;
  Atomics.notify(milliseconds, 0);
}
