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

/** @type {import('../run.js').Program} */
export const s3Small = {
  name: 's3-small',
  summary: 'many small objects from an S3 server, against a bare loop over the SDK with the same concurrency',
  sizes: { objects: 15_000, few: 3_000, concurrency: 64, runs: 5 },
  async run({ objects, few, concurrency, runs }) {
    const { songs: folder } = await ensureSample(`songs-${few}`, { days: 1, songs: few });
    const server = await startServer(folder, { many: objects, few });
    try {
      const read = (label, program, prefix, count) => ({
        label,
        run: () => readAll({ args: [program, BUCKET, prefix, String(concurrency)], env: server.environment, count }),
      });
      console.log(`  ${objects.toLocaleString('en-US')} objects over loopback, ${concurrency} at a time`);
      const sides = [
        read('store', STORE, 'many', objects),
        read('bare loop', BARE, 'many', objects),
        read(`store, ${few}`, STORE, 'few', few),
        read(`bare loop, ${few}`, BARE, 'few', few),
      ];
      const results = await alternate(sides, runs);
      printRuns(results);
      const [store, bare, storeOfFew] = results.values();
      return [
        judge({ title: 'rate', runs: store, baseline: bare, figure: 'objectsPerSecond', atLeast: 0.8 }),
        judge({
          title: `peak memory, ${objects} to ${few} objects`,
          runs: store,
          baseline: storeOfFew,
          figure: 'peakBytes',
          atMost: 1.2,
        }),
      ];
    } finally {
      server.stop();
    }
  },
};

/** A server in a process of its own, so that its work does not count as that of either side. */
async function startServer(folder, counts) {
  const wanted = Object.entries(counts).map(([prefix, count]) => `${prefix}=${count}`);
  const child = spawn(process.execPath, [SERVER, folder, ...wanted], { stdio: ['ignore', 'pipe', 'inherit'] });
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the S3 server ended with ${code}`)));
  // After it is stopped nobody waits for this any more.
  failed.catch(() => {});
  const [endpoint] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed]);
  return { environment: environmentFor(endpoint), stop: () => child.kill() };
}

/** The rate is that from the first request on: the time to load the SDK would make both sides look alike. */
async function readAll({ args, env, count }) {
  const result = await runNode({ args, env });
  const { objects, seconds } = JSON.parse(result.stdout);
  if (objects !== count) throw new Error(`${objects} objects were read, expected ${count}`);
  return { ...result, objectsPerSecond: objects / seconds };
}
