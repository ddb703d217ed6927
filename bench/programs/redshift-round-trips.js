import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from '../support/child.js';
import { longestChain, phaseOf, timeOnLine } from '../support/flights.js';
import { scratchPath, TOOL } from '../support/paths.js';
import { BUCKET, environmentFor } from '../support/s3-names.js';
import { ensureSample } from '../support/samples.js';
import { startServant } from '../support/servant.js';

const DAY = '2018-11-01';
const HOURLY = '%Y/%m/%Y-%m-%d-%H-events.json';
const TARGET = 40;

/** One thing bigger than in the first, then everything; then the other ways through the same code. */
const CASES = [
  { label: 'small day', files: 1, events: 300, songs: 40 },
  { label: '24 files', files: 24, events: 300, songs: 40 },
  { label: '20,000 events', files: 1, events: 20_000, songs: 40 },
  { label: '2,000 songs', files: 1, events: 300, songs: 2_000 },
  { label: 'all of it', files: 24, events: 20_000, songs: 2_000 },
  { label: 'the same day again', files: 24, events: 20_000, songs: 2_000, runs: 2 },
  { label: 'without WORK_URI', files: 24, events: 20_000, songs: 2_000, hasWork: false },
];

/** @type {import('../run.js').Program} */
export const redshiftRoundTrips = {
  name: 'redshift-round-trips',
  summary: 'round trips on the critical path of a one-day run-all on existing tables of a Redshift far away',
  sizes: { latency: 50, far: 250 },
  async run({ latency, far }) {
    const s3 = await startServant('s3-server.js');
    try {
      const redshift = await startServant('redshift-server.js', s3.hello);
      try {
        return await measureAll({ s3, redshift, latency, far });
      } finally {
        redshift.stop();
      }
    } finally {
      s3.stop();
    }
  },
};

async function measureAll({ s3, redshift, latency, far }) {
  const environment = await environmentOf(s3, redshift);
  const measured = [];
  for (const [n, each] of CASES.entries()) {
    const world = { ...each, s3, redshift, environment, latency, name: `case_${n}` };
    measured.push({ ...each, ...(await measure(world)) });
  }
  const [first] = measured;
  const distant = await measure({ ...first, s3, redshift, environment, latency: far, name: 'far_away' });
  print(measured, latency);
  printPhases(first.flights, latency);
  const byTime = (distant.wallSeconds - first.wallSeconds) * 1000 / (far - latency);
  console.log(`  by the clock: ${far} ms of latency in place of ${latency} ms cost as much as ${byTime.toFixed(1)} round trips`);
  return verdicts(measured);
}

/** The tool's own defaults: TLS with a certificate that is verified. */
async function environmentOf(s3, { hello: { user, password, database, port, role, certificate } }) {
  const rootCert = scratchPath('redshift.pem');
  writeFileSync(rootCert, certificate);
  const tls = `sslmode=verify-full&sslrootcert=${encodeURIComponent(rootCert)}`;
  const url = `redshift://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}?${tls}`;
  return { ...environmentFor(s3.hello), WAREHOUSE_URL: url, IAM_ROLE: role };
}

/** Loads a day into new tables, made before; with `runs`, the last run is the measured one. */
async function measure({ name, s3, redshift, environment, latency, files, events, songs, runs = 1, hasWork = true }) {
  await redshift.ask('createSchema', name);
  const env = {
    ...environment,
    ...(await putSources(s3, name, { files, events, songs })),
    WAREHOUSE_URL: `${environment.WAREHOUSE_URL}&schema=${name}`,
    ...(hasWork && { WORK_URI: `s3://${BUCKET}/work` }),
  };
  await redshift.ask('setLatency', 0);
  await runNode({ args: [TOOL, 'create-tables', '--json'], env });
  const runAll = () => runNode({ args: [TOOL, 'run-all', '--json', '--date', DAY], env });
  for (let run = 1; run < runs; run += 1) await runAll();
  await redshift.ask('setLatency', latency);
  await redshift.ask('takeFlights');
  const { wallSeconds, stdout } = await runAll();
  const flights = await redshift.ask('takeFlights');
  const { summary } = JSON.parse(stdout.trimEnd().split('\n').at(-1));
  if (summary.plays.rows === 0) throw new Error('no plays were loaded');
  return { wallSeconds, flights, chain: longestChain(flights), onLine: timeOnLine(flights, latency) };
}

async function putSources(s3, prefix, { files, events, songs }) {
  const sample = await ensureSample(`day-${events}-${songs}`, { days: 1, songs, 'events-per-day': events });
  await s3.ask('putFolder', { folder: sample.songs, prefix: `${prefix}/song_data` });
  const text = readFileSync(join(sample.logs, '2018', '11', `${DAY}-events.json`), 'utf8');
  for (const [name, part] of cut(text, files)) {
    await s3.ask('putObject', { key: `${prefix}/log_data/2018/11/${DAY}-${name}events.json`, text: part });
  }
  const places = { LOG_DATA: `s3://${BUCKET}/${prefix}/log_data`, SONG_DATA: `s3://${BUCKET}/${prefix}/song_data` };
  return files === 1 ? places : { ...places, LOG_PATTERN: HOURLY };
}

/** Lines in as many parts, each with the hour that stands in its name. */
function cut(text, count) {
  if (count === 1) return [['', text]];
  const lines = text.trimEnd().split('\n');
  const size = Math.ceil(lines.length / count);
  return Array.from({ length: count }, (_, hour) => {
    const part = lines.slice(hour * size, (hour + 1) * size);
    return [`${String(hour).padStart(2, '0')}-`, `${part.join('\n')}\n`];
  });
}

function print(measured, latency) {
  console.log(`  ${''.padEnd(20)}critical path   all connections   wall s   on the line   share of latency`);
  for (const { label, chain, flights, wallSeconds, onLine } of measured) {
    const cells = [
      String(chain).padStart(13),
      String(flights.length).padStart(18),
      wallSeconds.toFixed(2).padStart(9),
      `${(onLine / 1000).toFixed(2)} s`.padStart(14),
      `${(onLine / wallSeconds / 10).toFixed(0)} %`.padStart(19),
    ];
    console.log(`  ${label.padEnd(20)}${cells.join('')}`);
  }
}

function printPhases(flights) {
  writeFileSync(scratchPath('redshift-flights.json'), JSON.stringify(flights, undefined, 1));
  const counts = Map.groupBy?.(flights, phaseOf) ?? new Map();
  console.log([...counts].map(([phase, f]) => `${phase} ${f.length}`).join(', '));
}

function verdicts(measured) {
  const chains = measured.map(({ chain }) => chain);
  const most = Math.max(...chains);
  console.log(most, chains);
  return [most <= TARGET];
}
