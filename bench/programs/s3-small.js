import { fileURLToPath } from 'node:url';
import { runNode } from '../support/child.js';
import { alternate } from '../support/compare.js';
import { judge, printRuns } from '../support/report.js';
import { BUCKET, environmentFor } from '../support/s3-names.js';
import { ensureSample } from '../support/samples.js';
import { startServant } from '../support/servant.js';

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
    const server = await startServant('s3-server.js');
    try {
      await server.ask('putCopies', { folder, prefix: PREFIX, count: objects });
      const env = environmentFor(server.hello);
      const read = (program, ...flags) =>
        readAll({ args: [...flags, program, BUCKET, PREFIX, String(concurrency)], env, objects });
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

/** The rate is that from the first request on: the time to load the SDK would make both sides look alike. */
async function readAll({ args, env, objects }) {
  const result = await runNode({ args, env });
  const answer = JSON.parse(result.stdout);
  if (answer.objects !== objects) throw new Error(`${answer.objects} objects were read, expected ${objects}`);
  return { ...result, liveBytes: answer.liveBytes, objectsPerSecond: objects / answer.seconds };
}
