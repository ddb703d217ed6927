import { fileURLToPath } from 'node:url';
import { runNode } from '../support/child.js';
import { alternate } from '../support/compare.js';
import { judge, printRuns } from '../support/report.js';
import { BUCKET, environmentFor } from '../support/s3-names.js';
import { ensureSample } from '../support/samples.js';
import { startServant } from '../support/servant.js';

const PACK = fileURLToPath(new URL('../support/pack-songs.js', import.meta.url));
const BARE = fileURLToPath(new URL('../baselines/bare-s3.js', import.meta.url));

/** Enough to differ; the objects repeat them. */
const SAMPLE_SONGS = 3_000;

/** @type {import('../run.js').Program} */
export const redshiftPacking = {
  name: 'redshift-packing',
  summary: 'packing tiny song objects into a work area of S3 for COPY, against a bare loop that only reads them',
  sizes: { objects: 15_000, many: 60_000, concurrency: 64, delay: 100, runs: 5 },
  async run(sizes) {
    const { songs: folder } = await ensureSample(`songs-${SAMPLE_SONGS}`, { days: 1, songs: SAMPLE_SONGS });
    const server = await startServant('s3-server.js');
    try {
      for (const count of [sizes.objects, sizes.many]) {
        await server.ask('putCopies', { folder, prefix: `songs-${count}`, count });
      }
      return await measureAll(server, sizes);
    } finally {
      server.stop();
    }
  },
};

async function measureAll(server, { objects, many, concurrency, delay, runs }) {
  const env = environmentFor(server.hello);
  const read = (program, count, ...flags) =>
    readAll({ args: [...flags, program, BUCKET, `songs-${count}`, String(concurrency)], env, objects: count });
  console.log(`  ${named(objects)} over loopback, ${concurrency} at a time`);
  const sides = [
    { label: 'packing', run: () => read(PACK, objects) },
    { label: 'bare loop', run: () => read(BARE, objects) },
  ];
  const results = await alternate(sides, runs);
  const more = [await read(PACK, many)];
  printRuns(new Map([...results, [`packing ${named(many)}`, more]]));
  const [packing, bare] = results.values();
  const live = [];
  for (const count of [objects, many]) live.push(await read(PACK, count, '--expose-gc'));
  return [
    judge({ title: 'rate', runs: packing, baseline: bare, figure: 'objectsPerSecond', atLeast: 0.8 }),
    judge({ title: 'CPU', runs: packing, baseline: bare, figure: 'cpuSeconds', atMost: 1.25 }),
    ...live.map(judgeFlatness),
    judge({ title: 'peak, many objects to few', runs: more, baseline: packing, figure: 'peakBytes', atMost: 2 }),
    await judgeConcurrency(server, { read: () => read(PACK, objects), delay, concurrency }),
  ];
}

const named = (count) => `${count.toLocaleString('en-US')} objects`;

function judgeFlatness({ objects, liveBytes }) {
  const megabytes = liveBytes.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ');
  console.log(`  in use after each fifth of ${named(objects)}: ${megabytes} MB`);
  const [first, last] = [liveBytes[0], liveBytes.at(-1)].map((bytes) => [{ liveBytes: bytes }]);
  const title = 'memory in use, last fifth to first';
  return judge({ title, runs: last, baseline: first, figure: 'liveBytes', atMost: 1.2 });
}

/** From a server that answers late: one that answers at once has answered some before the others are asked. */
async function judgeConcurrency(server, { read, delay, concurrency }) {
  await server.ask('setDelay', delay);
  await server.ask('takeReads');
  const { objectsPerSecond } = await read();
  const { peak, mean } = await server.ask('takeReads');
  await server.ask('setDelay', 0);
  const isMet = peak >= concurrency;
  console.log(
    `  from a server that takes ${delay} ms: ${objectsPerSecond.toFixed(0)} objects/s, ${mean.toFixed(1)} requests at a time on average`,
  );
  console.log(
    `  most requests at a time: ${peak}, target at least ${concurrency}: ${isMet ? 'ok' : 'below the target'}`,
  );
  return isMet;
}

/** The rate is that from the first request on: the time to load the SDK would make both sides look alike. */
async function readAll({ args, env, objects }) {
  const result = await runNode({ args, env });
  const answer = JSON.parse(result.stdout);
  if (answer.objects !== objects) throw new Error(`${answer.objects} objects were read, expected ${objects}`);
  return { ...result, objects, liveBytes: answer.liveBytes, objectsPerSecond: objects / answer.seconds };
}
