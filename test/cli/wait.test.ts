import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { startCli, summaryOf } from '../support/cli.ts';
import { contentOf, holdDuckDb, queryDuckDb } from '../support/duckdb.ts';
import { RedshiftError } from '../support/redshift/index.ts';
import { postgresPlaces, redshiftPlaces } from '../support/server-places.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const SAMPLE = { days: 6, eventsPerDay: 40, songs: 20 };
const DAY = ['run-all', '--date', '2018-11-01'];
const WAITING = 'waiting until the warehouse is free';
const days = (from: number, to: number) => ['run-all', '--from', `2018-11-0${from}`, '--to', `2018-11-0${to}`];
const wait = (args: readonly string[]) => [...args, '--wait', '5m', '--quiet'];

/** How many files the ledger has, and whether any of them stands there twice. */
const LEDGER = 'select count(*) as files, count(distinct file_name) as names';

/** That the run before never ended is known to the one that comes after it. */
const STATES = 'select state from etl_runs order by started_at';

describe('on DuckDB', async () => {
  const { run, folder, warehouse } = await createSampleWorkspace(SAMPLE);
  const start = (args: readonly string[]) => startCli(args, { cwd: folder });

  it('without --wait a second run ends with code 6 and says who has the file since when; with it, it waits', async () => {
    expect(await run(DAY)).toMatchObject({ code: 0 });
    const release = await holdDuckDb(warehouse);
    const turnedAway = await run(days(2, 2));
    expect(turnedAway).toMatchObject({ code: 6 });
    expect(turnedAway.stderr).toMatch(new RegExp(`in use by process ${process.pid} .*since \\d{4}-.* UTC`));
    expect(await run([...days(2, 2), '--wait', '1s'])).toMatchObject({ code: 6 });
    const waiting = start([...days(2, 2), '--wait', '5m']);
    await waiting.seen(WAITING);
    release();
    expect(await waiting.ended).toMatchObject({ code: 0 });
  });

  it('what comes to the source meanwhile is loaded, and what changes is loaded as it is then', async () => {
    const place = await createSampleWorkspace(SAMPLE);
    expect(await place.run(days(1, 4))).toMatchObject({ code: 0 });
    const log = (day: number) => place.path('sample', 'log_data', '2018', '11', `2018-11-0${day}-events.json`);
    const later = readFileSync(log(6), 'utf8');
    rmSync(log(6));
    const release = await holdDuckDb(place.warehouse);
    const waiting = startCli(['run-all', '--wait', '5m', '--json'], { cwd: place.folder });
    await waiting.seen(WAITING);
    writeFileSync(log(6), later);
    const changed = readFileSync(log(5), 'utf8').split('\n').slice(0, 10).join('\n');
    writeFileSync(log(5), changed);
    release();
    const result = await waiting.ended;
    expect(result).toMatchObject({ code: 0 });
    expect(summaryOf(result).days).toEqual(['2018-11-05', '2018-11-06']);
    const ledger = await queryDuckDb(
      place.warehouse,
      "select size_bytes, row_count from etl_files where file_name like '%2018-11-05%'",
    );
    expect(ledger).toEqual([{ size_bytes: String(Buffer.byteLength(changed)), row_count: '10' }]);
  });

  it('a log that went meanwhile is missing, and no failure of its day', async () => {
    const place = await createSampleWorkspace(SAMPLE);
    expect(await place.run(days(1, 1))).toMatchObject({ code: 0 });
    const release = await holdDuckDb(place.warehouse);
    const waiting = startCli([...days(2, 2), '--wait', '5m', '--json'], { cwd: place.folder });
    await waiting.seen(WAITING);
    rmSync(place.path('sample', 'log_data', '2018', '11', '2018-11-02-events.json'));
    release();
    expect(await waiting.ended).toMatchObject({ code: 3 });
    const outcomes = await queryDuckDb(
      place.warehouse,
      "select outcome from etl_run_days where log_date = '2018-11-02'",
    );
    expect(outcomes).toEqual([{ outcome: 'missing' }]);
  });

  it('three at once load what one would, each file once', async () => {
    const alone = await createSampleWorkspace(SAMPLE);
    expect(await alone.run(['run-all', '--quiet'])).toMatchObject({ code: 0 });
    const runs = [days(1, 4), days(3, 6), ['run-all']].map((args) => run(wait(args)));
    for (const result of await Promise.all(runs)) expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(await contentOf(warehouse)).toEqual(await contentOf(alone.warehouse));
    const ledger = `${LEDGER} from etl_files`;
    expect(await queryDuckDb(warehouse, ledger)).toEqual(await queryDuckDb(alone.warehouse, ledger));
  });

  it('a file whose holder was killed is free, also for one that waits', async () => {
    const place = await createSampleWorkspace(SAMPLE);
    expect(await place.run(DAY)).toMatchObject({ code: 0 });
    mkdirSync(place.path('checks'));
    const endless = `select count(*) as n from range(10000000) a, range(10000000) b, songplays
where a.range + b.range = -1 having count(*) > 0`;
    writeFileSync(place.path('checks', 'endless.sql'), `-- It never ends.\n-- tables: songplays\n${endless}\n`);
    const holder = startCli([...days(2, 6), '--checks', 'checks', '--json'], { cwd: place.folder });
    await holder.seen('"task":"check:endless"');
    const waiting = startCli(['run-all', '--wait', '5m', '--plain'], { cwd: place.folder });
    await waiting.seen(WAITING);
    holder.child.kill('SIGKILL');
    expect(await waiting.ended).toMatchObject({ code: 0 });
    const states = await queryDuckDb(place.warehouse, STATES);
    expect(states.map(({ state }) => state)).toEqual(['succeeded', 'abandoned', 'succeeded']);
  });
});

describe('on PostgreSQL', async () => {
  const places = await postgresPlaces(SAMPLE);

  /** A warehouse with a day, and a run that loads others: it waits in its publishing transaction until `other` ends. */
  async function openHeldUp() {
    const place = await places.open();
    expect(await place.run(DAY)).toMatchObject({ code: 0 });
    const { host, port, user, password, database } = places.database;
    const other = new pg.Client({ host, port, user, password, database });
    await other.connect();
    await other.query(`begin; lock table ${place.schema}.songplays in share row exclusive mode`);
    const holder = place.start([...days(2, 6), '--json']);
    await holder.seen('"task-started","task":"fact:songplays"');
    return { place, holder, other };
  }

  it('eight at once, of days that overlap, load what one would, each file once', async () => {
    const [place, alone] = [await places.open(), await places.open()];
    expect(await alone.run(['run-all', '--quiet'])).toMatchObject({ code: 0 });
    const ranges = [days(1, 3), days(2, 4), days(3, 5), days(4, 6), days(6, 6), ['run-all', '--all']];
    const runs = [...ranges, ['run-all'], ['run-all']].map((args) => place.run(wait(args)));
    for (const result of await Promise.all(runs)) expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(await place.content()).toEqual(await alone.content());
    const [[ledger], [expected]] = await Promise.all([
      place.query(`${LEDGER} from {s}.etl_files`),
      alone.query(`${LEDGER} from {s}.etl_files`),
    ]);
    expect(ledger).toEqual(expected);
    expect(await place.run(['run-all', '--json']), 'nothing is left to do').toMatchObject({
      stdout: expect.not.stringContaining('"task-started"'),
    });
  });

  it('eight at once that load what is new publish each day once', async () => {
    const [place, alone] = [await places.open(), await places.open()];
    expect(await alone.run(['run-all', '--quiet'])).toMatchObject({ code: 0 });
    const runs = Array.from({ length: 8 }, () => place.run(wait(['run-all'])));
    for (const result of await Promise.all(runs)) expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(await place.content()).toEqual(await alone.content());
    const published = await place.query("select log_date from {s}.etl_run_days where outcome = 'published'");
    expect(published).toHaveLength(SAMPLE.days);
    const [files] = await place.query('select count(distinct run_id) as runs from {s}.etl_files');
    expect(Number(files?.runs)).toBe(1);
  });

  it('retry does not take the days of a run that is under way, and asks what is left when that has ended', async () => {
    const { place, holder, other } = await openHeldUp();
    const [{ run_id } = {}] = await place.query("select run_id from {s}.etl_runs where state = 'running'");
    const planned = await place.run(['retry', '--dry-run']);
    expect(planned).toMatchObject({ code: 0, stderr: expect.stringContaining('there is nothing to load again') });
    const named = await place.run(['retry', String(run_id), '--dry-run']);
    expect(named).toMatchObject({ code: 0, stderr: expect.stringContaining('is under way') });
    const turnedAway = await place.run(['retry']);
    expect(turnedAway).toMatchObject({ code: 6, stdout: '' });
    expect(turnedAway.stderr).not.toContain('loading again');
    const waiting = place.start(['retry', '--wait', '5m']);
    await waiting.seen(WAITING);
    await other.end();
    expect(await holder.ended).toMatchObject({ code: 0 });
    expect(await waiting.ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('there is nothing to load again'),
    });
    expect(await place.query('select count(*)::int as runs from {s}.etl_runs')).toEqual([{ runs: 2 }]);
  });

  it('one that is killed gives the lock back, also to one that waits; without --wait they are told who has it', async () => {
    const { place, holder, other } = await openHeldUp();
    for (const result of await Promise.all([days(2, 3), days(3, 4)].map((args) => place.run(args)))) {
      expect(result).toMatchObject({ code: 6, stdout: '' });
      expect(result.stderr).toMatch(/another run: sparkify-etl of the user \w+ .*since \d{4}-.* UTC, process \d+/);
    }
    const waiting = place.start(['run-all', '--wait', '5m', '--plain']);
    await waiting.seen(WAITING);
    holder.child.kill('SIGKILL');
    await holder.ended;
    await other.end();
    expect(await waiting.ended).toMatchObject({ code: 0 });
    const states = await place.query(STATES.replace('etl_runs', '{s}.etl_runs'));
    expect(states.map(({ state }) => state)).toEqual(['succeeded', 'abandoned', 'succeeded']);
  });
});

describe('on Redshift', async () => {
  const places = await redshiftPlaces(SAMPLE);
  const { faults } = places.redshift;
  afterEach(() => faults.clear());

  it('three at once load what one would, each file once', async () => {
    const [place, alone] = [await places.open(), await places.open()];
    expect(await alone.run(['run-all', '--quiet'])).toMatchObject({ code: 0 });
    const runs = [days(1, 4), days(3, 6), ['run-all']].map((args) => place.run(wait(args)));
    for (const result of await Promise.all(runs)) {
      expect(result, result.stderr).toMatchObject({ code: 0, stdout: '' });
    }
    expect(await place.content()).toEqual(await alone.content());
    const [ledger] = await place.query(`${LEDGER} from {s}.etl_files`);
    expect([ledger]).toEqual(await alone.query(`${LEDGER} from {s}.etl_files`));
    expect(await places.leftovers()).toEqual([]);
  });

  it('one that finds the table of the lock made by another meanwhile goes on', async () => {
    const place = await places.open();
    const made = new RedshiftError('Relation "etl_lock" already exists', { code: '42P07' });
    const beaten = faults.fail(/create table if not exists etl_lock/i, made);
    const result = await place.run(DAY);
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(beaten.hits).toBe(1);
  });

  it('one that is killed gives the lock back, also to one that waits; without --wait they are told who has it', async () => {
    const place = await places.open();
    expect(await place.run(DAY)).toMatchObject({ code: 0 });
    const hold = faults.hold(/^insert into songplays/i);
    const holder = place.start([...days(2, 6), '--json']);
    await hold.reached;
    const turnedAway = await place.run(days(2, 3));
    expect(turnedAway).toMatchObject({ code: 6, stdout: '' });
    expect(turnedAway.stderr).toMatch(
      /another run writes to .*\(user \w+, process \d+ of the server, since \d{4}-.* UTC\)/,
    );
    const waiting = place.start(['run-all', '--wait', '5m', '--plain']);
    await waiting.seen(WAITING);
    holder.child.kill('SIGKILL');
    await holder.ended;
    expect(await waiting.ended).toMatchObject({ code: 0 });
    const states = await place.query(STATES.replace('etl_runs', '{s}.etl_runs'));
    expect(states.map(({ state }) => state)).toEqual(['succeeded', 'abandoned', 'succeeded']);
  });
});
