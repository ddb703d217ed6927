// Shows recorded events in a reporter, in the terminal that it runs in.
// Usage: node replay.js <kind> <steps.json>
// A step is { at, event } or { at, wait }: `at` is the moment of the clock that the reporter sees, in milliseconds. `wait`
// is a signal's name: the steps go on when it arrives ('nothing' never does). An error travels as the arguments of its constructor.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EtlError } from '../../dist/core/errors.js';
import { createReporter } from '../../dist/reporters/index.js';

const [kind, file] = process.argv.slice(2);
const steps = JSON.parse(readFileSync(file, 'utf8'));
let moment = 0;

const reporter = await createReporter(kind, {
  messages: process.stderr,
  results: process.stdout,
  env: process.env,
  now: () => new Date(moment),
});

// A program that shows a tree listens to its signals for as long as it runs: listr2 ends it on one that nobody listens to.
const arrived = new Map();
for (const signal of ['SIGINT', 'SIGWINCH']) {
  if (!steps.some((step) => step.wait === signal)) continue;
  arrived.set(signal, new Promise((resolve) => process.on(signal, resolve)));
}
const forever = new Promise(() => {});
const keepAlive = setInterval(() => {}, 1000);

// Real time passes between the steps only so that the tree is drawn in between.
for (const { at, event, error, wait } of steps) {
  moment = at;
  if (wait) await (arrived.get(wait) ?? forever);
  else reporter.report(error ? { ...event, error: new EtlError(...error) } : event);
  await sleep(8);
}
await reporter.close();
clearInterval(keepAlive);
