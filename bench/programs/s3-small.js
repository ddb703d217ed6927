import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runNode } from '../support/child.js';
import { alternate } from '../support/compare.js';
import { judge, printRuns } from '../support/report.js';
import { BUCKET, environmentFor } from '../support/s3-names.js';
import { ensureSample } from '../support/samples.js';

const SERVER = fileURLToPath(new URL('../support/s3-server.js', import.meta.url));
const STORE = fileURLToPath(new URL('../support/read-store.js', import.meta.url));
const BARE = fileURLToPath(new URL('../baselines/bare-s3.js', import.meta.url));

const PREFIX = 'small';
/** Enough to differ; the objects repeat them. */
const SAMPLE_SONGS = 3_000;

/** @type {import('../run.js').Program} */
export const s3Small = {
  name: 's3-small',
  summary: 'many small objects from an S3 server, against a bare loop over the SDK with the same concurrency',
  sizes: { objects: 15_000, concurrency: 64, runs: 5 },
  async run({ objects, concurrency, runs }) {
    const { songs: folder } = await ensureSample(`songs-${SAMPLE_SONGS}`, { days: 1, songs: SAMPLE_SONGS });
    const server = await startServer(folder, objects);
    try {
      const read = (program, ...flags) =>
        readAll({ args: [...flags, program, BUCKET, PREFIX, String(concurrency)], env: server.environment, objects });
      console.log(`  ${objects.toLocaleString('en-US')} objects over loopback, ${concurrency} at a time`);
      const sides = [
        { label: 'store', run: () => read(STORE) },
        { label: 'bare loop', run: () => read(BARE) },
      ];
      const results = await alternate(sides, runs);
      printRuns(results);
      const [store, bare] = results.values();
      const met = judge({ title: 'rate', runs: store, baseline: bare, figure: 'objectsPerSecond', atLeast: 0.8 });
      return [met, judgeFlatness(await read(STORE, '--expose-gc'))];
    } finally {
      server.stop();
    }
  },
};

/**
 * Peak memory is no measure of this: how much garbage V8 lets lie grows with the length of a run, in the bare loop as
 * well. So this compares what is still in use after a garbage collection, early and late in one run.
 */
function judgeFlatness({ liveBytes }) {
  const live = liveBytes.map((bytes) => ({ liveBytes: bytes }));
  console.log(
    `  in use after each fifth of the objects: ${liveBytes.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')} MB`,
  );
  const [first] = live;
  const title = 'memory in use, last fifth to first';
  return judge({ title, runs: live.slice(-1), baseline: [first], figure: 'liveBytes', atMost: 1.2 });
}

/** A server in a process of its own, so that its work does not count as that of either side. */
async function startServer(folder, objects) {
  const child = spawn(process.execPath, [SERVER, folder, PREFIX, String(objects)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the S3 server ended with ${code}`)));
  // After it is stopped nobody waits for this any more.
  failed.catch(() => {});
  const [endpoint] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed]);
  return { environment: environmentFor(endpoint), stop: () => child.kill() };
}

/** The rate is that from the first request on: the time to load the SDK would make both sides look alike. */
async function readAll({ args, env, objects }) {
  const result = await runNode({ args, env });
  const answer = JSON.parse(result.stdout);
  if (answer.objects !== objects) throw new Error(`${answer.objects} objects were read, expected ${objects}`);
  return { ...result, liveBytes: answer.liveBytes, objectsPerSecond: objects / answer.seconds };
}
