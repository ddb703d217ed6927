import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { type CliResult, eventsOf, eventsOfType, runCli, summaryOf } from '../support/cli.ts';
import { contentOf, queryDuckDb } from '../support/duckdb.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { startS3 } from '../support/s3.ts';
import { postgresPlaces, redshiftPlaces } from '../support/server-places.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const DAY = ['run-all', '--date', '2018-11-01'];

/** Puts a check of one's own into a folder that never comes to its end. */
function addEndlessCheck(folder: string, sql: string): void {
  mkdirSync(join(folder, 'checks'), { recursive: true });
  writeFileSync(join(folder, 'checks', 'endless.sql'), `-- This takes very long.\n-- tables: songplays\n${sql}\n`);
}

function expectOutOfTime(result: CliResult, message: RegExp): void {
  expect(result, result.stdout).toMatchObject({ code: 9, signal: null, stderr: '' });
  expect(summaryOf(result)).toMatchObject({ state: 'failed', exitCode: 9 });
  const [failed] = eventsOfType(result, 'run-failed');
  expect(failed?.error).toMatchObject({ kind: 'timedOut', message: expect.stringMatching(message) });
  expect(eventsOfType(result, 'retry-scheduled')).toEqual([]);
  const warnings = eventsOfType(result, 'notice').filter(({ level }) => level === 'warning');
  expect(warnings, 'it is kept').toEqual([]);
}

const ENDLESS_DUCKDB = `select count(*) as n from range(10000000) a, range(10000000) b, songplays
where a.range + b.range = -1 having count(*) > 0`;

describe('on DuckDB', async () => {
  const { run, warehouse, folder } = await createSampleWorkspace();
  addEndlessCheck(folder, ENDLESS_DUCKDB);

  it.each([
    ['--task-timeout', /^evaluating the checks took longer than 5s; what was not committed is undone$/],
    ['--run-timeout', /^the run took longer than 5s \(under way: .+\); what was not committed is undone$/],
  ] as const)('%s undoes what is published and is kept in the history', async (flag, message) => {
    expect(await run(DAY)).toMatchObject({ code: 0 });
    const before = await contentOf(warehouse, ['songplays', 'users']);
    const result = await run(['run-all', '--all', '--checks', 'checks', flag, '5s', '--json']);
    expectOutOfTime(result, message);
    expect(eventsOfType(result, 'publish-finished').map(({ outcome }) => outcome)).toEqual(['rolled-back']);
    expect(await contentOf(warehouse, ['songplays', 'users'])).toEqual(before);
    const kept = await queryDuckDb(
      warehouse,
      'select state, exit_code, error from etl_runs order by started_at desc limit 1',
    );
    expect(kept).toEqual([{ state: 'failed', exit_code: 9, error: expect.stringMatching(message) }]);
  });

  it('without limits, and within them, a run takes its time', async () => {
    expect(await run([...DAY, '--task-timeout', '0', '--run-timeout', '10m'])).toMatchObject({ code: 0 });
  });
});

describe('on PostgreSQL', async () => {
  const places = await postgresPlaces({ days: 2, eventsPerDay: 80 });
  const sessions = () =>
    places.database.query(
      "select pid from pg_stat_activity where application_name = 'sparkify-etl' and datname = current_database()",
    );

  it.each([
    ['--task-timeout', /^evaluating the checks took longer than 5s/],
    ['--run-timeout', /^the run took longer than 5s/],
  ] as const)('%s cancels the statement on the server', async (flag, message) => {
    const place = await places.open();
    expect(await place.run(DAY)).toMatchObject({ code: 0 });
    const before = await place.content(['songplays', 'users', 'time']);
    addEndlessCheck(
      place.folder,
      'select pg_sleep(600) as slept, play_count from (select count(*) as play_count from songplays) p',
    );
    const result = await place.run(['run-all', '--all', '--checks', 'checks', flag, '5s', '--json']);
    expectOutOfTime(result, message);
    await expect.poll(sessions).toEqual([]);
    expect(await place.content(['songplays', 'users', 'time'])).toEqual(before);
    const [kept] = await place.query(
      'select state, exit_code, error from {s}.etl_runs order by started_at desc limit 1',
    );
    expect(kept).toMatchObject({ state: 'failed', exit_code: 9, error: expect.stringMatching(message) });
    expect(await place.run(['run-all', '--all']), 'the next run works').toMatchObject({ code: 0 });
  });
});

describe('on PostgreSQL, behind the lock of another session', async () => {
  const places = await postgresPlaces({ days: 2, eventsPerDay: 80 });
  const { host, port, user, password, database } = places.database;
  const isWaiting = "application_name = 'sparkify-etl' and wait_event_type = 'Lock'";

  it.each([
    ['staging_events', '--task-timeout', /^task stage:events took longer than 5s/],
    ['songplays', '--task-timeout', /^task fact:songplays took longer than 5s/],
    ['users', '--run-timeout', /^the run took longer than 5s/],
  ] as const)('on %s, %s: nothing waits there any more', async (table, flag, message) => {
    const place = await places.open();
    expect(await place.run(DAY)).toMatchObject({ code: 0 });
    const before = await place.content();
    const other = new pg.Client({ host, port, user, password, database });
    await other.connect();
    await other.query(`begin; lock table ${place.schema}.${table} in share row exclusive mode`);
    try {
      expectOutOfTime(await place.run([...DAY, flag, '5s', '--json']), message);
      const waiting = await places.database.query(`select pid from pg_stat_activity where ${isWaiting}`);
      expect(waiting, 'while the lock is still held').toEqual([]);
    } finally {
      await other.end();
    }
    const { staging_events, ...published } = await place.content();
    const { staging_events: eventsBefore, ...publishedBefore } = before;
    expect(published).toEqual(publishedBefore);
    expect(staging_events?.length).toBe(eventsBefore?.length);
    const kept = await place.query('select state, exit_code from {s}.etl_runs order by started_at desc limit 1');
    expect(kept).toEqual([{ state: 'failed', exit_code: 9 }]);
    expect(await place.run(DAY), 'the next run works').toMatchObject({ code: 0 });
  });
});

describe('on Redshift', async () => {
  const places = await redshiftPlaces({ days: 2, eventsPerDay: 80, songs: 20 });
  const { faults, statements, connections } = places.redshift;
  const underWay = () => statements.filter(({ outcome }) => outcome === undefined).map(({ sql }) => sql);

  it.each([
    [/^copy incoming_events/i, '--task-timeout', /^task stage:events took longer than 5s/],
    [/^insert into songplays/i, '--task-timeout', /^task fact:songplays took longer than 5s/],
    [/songplays_users|offending_rows/i, '--run-timeout', /^the run took longer than 5s/],
  ] as const)('a statement that never ends (%s) is cancelled by %s', async (at, flag, message) => {
    const place = await places.open();
    expect(await place.run(DAY)).toMatchObject({ code: 0 });
    const before = await place.content();
    const hold = faults.hold(at);
    const result = await place.run([...DAY, flag, '5s', '--json']);
    expect(hold.hits).toBe(1);
    expectOutOfTime(result, message);
    await expect.poll(underWay).toEqual([]);
    await expect.poll(() => connections.filter(({ isOpen }) => isOpen).length).toBe(0);
    expect(await places.leftovers(), 'nothing stays in WORK_URI').toEqual([]);
    const { staging_events, ...published } = await place.content();
    const { staging_events: eventsBefore, ...publishedBefore } = before;
    expect(published).toEqual(publishedBefore);
    expect(staging_events?.length).toBe(eventsBefore?.length);
    const kept = await place.query('select state, exit_code, error from {s}.etl_runs order by started_at desc limit 1');
    expect(kept).toEqual([{ state: 'failed', exit_code: 9, error: expect.stringMatching(message) }]);
    faults.clear();
    expect(await place.run(DAY), 'the next run works').toMatchObject({ code: 0 });
  });
});

describe('with an S3 that is slow', async () => {
  const workspace = await createSampleWorkspace({ days: 1, eventsPerDay: 50, songs: 5 });
  const { folder, warehouse } = workspace;
  const s3 = await startS3();
  afterAll(() => s3.stop());
  await s3.createBucket('sparkify');
  await s3.put('sparkify', 'log_data/2018/11/2018-11-01-events.json', '{}\n'.repeat(100));

  const runWith = async (stalls: (url: string) => boolean, flags: readonly string[]) => {
    const proxy = await startFaultProxy(s3.endpoint, ({ url }) =>
      stalls(url) ? { kind: 'stall', after: 10 } : undefined,
    );
    const env = {
      ...s3.environment,
      AWS_ENDPOINT_URL_S3: proxy.endpoint,
      LOG_DATA: 's3://sparkify/log_data',
      SONG_DATA: 'sample/song_data',
    };
    return runCli([...DAY, ...flags, '--json'], { cwd: folder, env }).finally(() => proxy.stop());
  };

  it('a task that waits for a body is stopped, and alone named', async () => {
    const result = await runWith(
      (url) => url.includes('events.json') && !url.includes('list-type'),
      ['--task-timeout', '1s'],
    );
    expectOutOfTime(result, /^task stage:events took longer than 1s/);
    const failed = eventsOfType(result, 'task-finished').filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ task }) => task)).toEqual(['stage:events']);
    expect(eventsOf(result).some((event) => event.type === 'task-finished' && event.task === 'stage:songs')).toBe(true);
  });

  it('a run that waits for a body names the task that does', async () => {
    const stalls = (url: string) => url.includes('events.json') && !url.includes('list-type');
    const result = await runWith(stalls, ['--run-timeout', '5s']);
    expectOutOfTime(result, /^the run took longer than 5s \(under way: stage:events\);/);
    const [failed] = eventsOfType(result, 'run-failed');
    expect(failed?.error.hint).not.toContain('check --only');
  });

  it('a run that waits for a list is stopped, and kept in the history', async () => {
    expect(await workspace.run(['create-tables'])).toMatchObject({ code: 0 });
    const result = await runWith((url) => url.includes('list-type'), ['--run-timeout', '1s']);
    expectOutOfTime(result, /^the run took longer than 1s \(under way: listing the sources\);/);
    const [failed] = eventsOfType(result, 'run-failed');
    expect(failed?.error.hint).toMatch(/sparkify-etl doctor .* more time: RUN_TIMEOUT/);
    const kept = await queryDuckDb(warehouse, 'select exit_code, error from etl_runs order by started_at desc limit 1');
    expect(kept).toEqual([{ exit_code: 9, error: expect.stringContaining('listing the sources') }]);
  });
});
