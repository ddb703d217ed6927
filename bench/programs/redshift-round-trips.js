import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runNode } from '../support/child.js';
import { alternate, spread } from '../support/compare.js';
import { longestChain, phaseOf, timeOnLine } from '../support/flights.js';
import { scratchPath, TOOL } from '../support/paths.js';
import { printRuns } from '../support/report.js';
import { BUCKET, environmentFor } from '../support/s3-names.js';
import { ensureSample } from '../support/samples.js';
import { startServant } from '../support/servant.js';

const DAY = '2018-11-01';
const HOURLY = '%Y/%m/%Y-%m-%d-%H-events.json';
const MOST = 40;
const LABEL = 20;
const WIDTH = 17;

/** One thing more than in the first, then all of it; then in other ways. */
const CASES = [
  { label: 'small day', files: 1, events: 300, songs: 40 },
  { label: '24 files', files: 24, events: 300, songs: 40 },
  { label: '20,000 events', files: 1, events: 20_000, songs: 40 },
  { label: '2,000 songs', files: 1, events: 300, songs: 2_000 },
  { label: 'all of it', files: 24, events: 20_000, songs: 2_000 },
  { label: 'the same day again', files: 24, events: 20_000, songs: 2_000, isAgain: true },
  { label: 'without WORK_URI', files: 24, events: 20_000, songs: 2_000, hasWork: false },
];

/** @type {import('../run.js').Program} */
export const redshiftRoundTrips = {
  name: 'redshift-round-trips',
  summary: 'round trips on the critical path of a one-day run-all on existing tables of a Redshift far away',
  sizes: { latency: 50, far: 250, runs: 3 },
  async run(sizes) {
    const s3 = await startServant('s3-server.js');
    try {
      const redshift = await startServant('redshift-server.js', s3.hello);
      try {
        return await measureAll({ s3, redshift, ...sizes });
      } finally {
        redshift.stop();
      }
    } finally {
      s3.stop();
    }
  },
};

async function measureAll({ s3, redshift, latency, far, runs }) {
  const world = { s3, redshift, environment: environmentOf(s3, redshift) };
  const cases = [];
  for (const [n, each] of CASES.entries()) {
    const load = await prepare(world, { ...each, schema: `case_${n}` });
    // The server's first day makes it load its COPY engine.
    if (each.isAgain || n === 0) await load(latency);
    cases.push({ ...each, load, ...(await load(latency)) });
  }
  printCases(cases);
  const [{ load, flights }] = cases;
  printPhases(flights);
  await compareWithClock(load, { latency, far, runs });
  return judgeChains(cases);
}

/** TLS with a certificate that is verified, as is the tool's default for a server that is not on this machine. */
function environmentOf(s3, { hello: { user, password, database, port, role, certificate } }) {
  const rootCert = scratchPath('redshift.pem');
  writeFileSync(rootCert, certificate);
  const tls = `sslmode=verify-full&sslrootcert=${encodeURIComponent(rootCert)}`;
  const url = `redshift://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}?${tls}`;
  return { ...environmentFor(s3.hello), WAREHOUSE_URL: url, IAM_ROLE: role };
}

/** Makes the tables; what it resolves to loads the day into them, with so much latency. */
async function prepare({ s3, redshift, environment }, { schema, files, events, songs, hasWork = true }) {
  await redshift.ask('createSchema', schema);
  const env = {
    ...environment,
    ...(await putSources(s3, schema, { files, events, songs })),
    WAREHOUSE_URL: `${environment.WAREHOUSE_URL}&schema=${schema}`,
    ...(hasWork && { WORK_URI: `s3://${BUCKET}/work` }),
  };
  await redshift.ask('setLatency', 0);
  await runNode({ args: [TOOL, 'create-tables', '--json'], env });
  return async (latency) => {
    // Songs that are in the ledger as they are would not be read again: the day's load is measured with all of them.
    await redshift.ask('forgetSongs', schema);
    await redshift.ask('setLatency', latency);
    await redshift.ask('takeFlights');
    const { wallSeconds, stdout } = await runNode({
      args: [TOOL, 'run-all', '--json', '--date', DAY],
      env,
      usage: false,
    });
    const { summary } = JSON.parse(stdout.trimEnd().split('\n').at(-1));
    const { staging_events: staged, staging_songs: catalogue } = summary.tables;
    if (staged !== events || catalogue !== songs)
      throw new Error(`${staged} events and ${catalogue} songs were loaded`);
    const flights = await redshift.ask('takeFlights');
    return { wallSeconds, flights, chain: longestChain(flights), lineSeconds: timeOnLine(flights, latency) / 1000 };
  };
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

const COLUMNS = ['critical path', 'all connections', 'wall s', 'on the line s', 'of the wall'];

function printCases(cases) {
  console.log(`  ${''.padEnd(LABEL)}${COLUMNS.map((title) => title.padStart(WIDTH)).join('')}`);
  for (const { label, chain, flights, wallSeconds, lineSeconds } of cases) {
    const share = `${((100 * lineSeconds) / wallSeconds).toFixed(0)} %`;
    const cells = [String(chain), String(flights.length), wallSeconds.toFixed(2), lineSeconds.toFixed(2), share];
    console.log(`  ${label.padEnd(LABEL)}${cells.map((cell) => cell.padStart(WIDTH)).join('')}`);
  }
}

function printPhases(flights) {
  const counts = new Map();
  for (const phase of flights.map(phaseOf)) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  const listed = [...counts].map(([phase, count]) => `${phase} ${count}`).join(', ');
  const path = scratchPath('redshift-flights.json');
  writeFileSync(path, JSON.stringify(flights, undefined, 1));
  console.log(`  ${CASES[0].label}: ${listed} (each with its statements: ${relative('', path)})`);
}

/** The same number found without a look at the line: by how much longer a run takes if the way is longer. */
async function compareWithClock(load, { latency, far, runs }) {
  const sides = [
    { label: `${latency} ms`, run: () => load(latency) },
    { label: `${far} ms`, run: () => load(far) },
  ];
  const results = await alternate(sides, runs, { warmUp: false });
  printRuns(results);
  const [near, distant] = [...results.values()].map(
    (each) => spread(each.map(({ wallSeconds }) => wallSeconds)).median,
  );
  const trips = ((distant - near) * 1000) / (far - latency);
  console.log(`  by the clock, the difference is that of ${trips.toFixed(1)} round trips`);
}

function judgeChains(cases) {
  const chains = cases.map(({ chain }) => chain);
  const most = Math.max(...chains);
  const isFew = most <= MOST;
  const isSame = most === Math.min(...chains);
  console.log(
    `  round trips on the critical path: ${most}, target at most ${MOST}: ${isFew ? 'ok' : 'over the target'}`,
  );
  console.log(`  the same number, whatever is loaded: ${isSame ? 'ok' : 'no'}`);
  return [isFew, isSame];
}
