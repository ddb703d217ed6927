import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliResult, type RunningCli, startCli, summaryOf } from '../support/cli.ts';
import { contentOf, holdDuckDb, queryDuckDb } from '../support/duckdb.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { RedshiftError } from '../support/redshift/index.ts';
import { startS3 } from '../support/s3.ts';
import { postgresPlaces, redshiftPlaces } from '../support/server-places.ts';
import { startWebhook } from '../support/webhook.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const SAMPLE = { days: 2, eventsPerDay: 50, songs: 5 };
const DAY = ['run-all', '--date', '2018-11-01'];
const ALL = ['run-all', '--all', '--json'];
const WAITING = 'waiting until the warehouse is free';
const LAST = 'select state, exit_code from {s}etl_runs order by started_at desc limit 1';

/** Sends a signal; after five seconds it would itself have ended the program. */
async function stop(running: RunningCli, signal: 'SIGINT' | 'SIGTERM'): Promise<CliResult> {
  running.child.kill(signal);
  const result = await running.ended;
  const code = signal === 'SIGINT' ? 130 : 143;
  expect(result, result.stdout).toMatchObject({ code, signal: null });
  if (result.stdout !== '') expect(summaryOf(result)).toMatchObject({ state: 'interrupted', exitCode: code });
  return result;
}

function addCheck(folder: string, sql: string): void {
  mkdirSync(join(folder, 'checks'), { recursive: true });
  writeFileSync(join(folder, 'checks', 'endless.sql'), `-- It never ends.\n-- tables: songplays\n${sql}\n`);
}

/** An S3 whose lists begin and never end. */
async function startEndlessList() {
  const s3 = await startS3();
  await s3.createBucket('sparkify');
  await s3.put('sparkify', 'log_data/2018/11/2018-11-01-events.json', '{}\n');
  let reached = () => {};
  const listing = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const proxy = await startFaultProxy(s3.endpoint, ({ url }) => {
    if (!url.includes('list-type')) return undefined;
    reached();
    return { kind: 'stall', after: 10 };
  });
  return {
    listing,
    environment: { ...s3.environment, AWS_ENDPOINT_URL_S3: proxy.endpoint, LOG_DATA: 's3://sparkify/log_data' },
    async end() {
      await proxy.stop();
      await s3.stop();
    },
  };
}

describe('on DuckDB, a signal', async () => {
  const { folder, warehouse, run } = await createSampleWorkspace(SAMPLE);
  expect(await run(DAY)).toMatchObject({ code: 0 });
  const start = (args: readonly string[], env: Record<string, string> = {}) => startCli(args, { cwd: folder, env });
  const last = () => queryDuckDb(warehouse, LAST.replace('{s}', ''));

  it('while S3 is listed', async () => {
    const s3 = await startEndlessList();
    const running = start(['run-all', '--date', '2018-11-02', '--json'], s3.environment);
    await s3.listing;
    await stop(running, 'SIGINT');
    await s3.end();
    expect(await last()).toEqual([{ state: 'interrupted', exit_code: 130 }]);
    const reached = await queryDuckDb(warehouse, "select outcome from etl_run_days where log_date = '2018-11-02'");
    expect(reached, 'retry loads it').toEqual([{ outcome: 'pending' }]);
  });

  it('while checks are evaluated: nothing of the run is published', async () => {
    const before = await contentOf(warehouse, ['songplays', 'users', 'songs', 'artists', 'time']);
    addCheck(
      folder,
      `select count(*) as n from range(10000000) a, range(10000000) b, songplays
where a.range + b.range = -1 having count(*) > 0`,
    );
    const running = start([...ALL, '--checks', 'checks']);
    await running.seen('"task-started","task":"check:endless"');
    await stop(running, 'SIGTERM');
    expect(await contentOf(warehouse, Object.keys(before))).toEqual(before);
    expect(await last()).toEqual([{ state: 'interrupted', exit_code: 143 }]);
  });

  it('while the file is waited for', async () => {
    const release = await holdDuckDb(warehouse);
    const running = start([...ALL, '--wait', '1h']);
    await running.seen(WAITING);
    await stop(running, 'SIGINT');
    release();
  });

  describe('while a webhook is silent', async () => {
    const hook = await startWebhook();
    afterAll(() => hook.stop());
    beforeEach(() => {
      (hook.posted as unknown[]).length = 0;
      hook.answer(() => 'silence');
    });
    const env = { NOTIFY_URL: `${hook.origin}/x`, NOTIFY_ON: 'always' };
    const posted = () => expect.poll(() => hook.posted.length).toBe(1);

    it('does not wait for it; the run was over and stays what it was', async () => {
      const running = start([...DAY, '--json'], env);
      await posted();
      running.child.kill('SIGTERM');
      const result = await running.ended;
      expect(result).toMatchObject({ signal: null });
      expect(summaryOf(result)).toMatchObject({ state: 'succeeded', exitCode: 0 });
      expect(result.code).toBe(0);
      expect(await last()).toEqual([{ state: 'succeeded', exit_code: 0 }]);
    });

    it('that comes a second time ends the program at once', async () => {
      const s3 = await startEndlessList();
      const running = start(ALL, { ...env, ...s3.environment });
      await s3.listing;
      running.child.kill('SIGINT');
      await posted();
      running.child.kill('SIGTERM');
      expect(await running.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
      await s3.end();
      expect(await last(), 'written down before').toEqual([{ state: 'interrupted', exit_code: 130 }]);
    });
  });
});

describe('on PostgreSQL, a signal', async () => {
  const places = await postgresPlaces(SAMPLE);
  const place = await places.open();
  expect(await place.run(DAY)).toMatchObject({ code: 0 });
  const last = () => place.query(LAST.replace('{s}', '{s}.'));
  const sessions = () =>
    places.database.query("select query from pg_stat_activity where application_name = 'sparkify-etl'");

  it('while S3 is listed', async () => {
    const s3 = await startEndlessList();
    const running = place.start(ALL, s3.environment);
    await s3.listing;
    await stop(running, 'SIGTERM');
    await s3.end();
    expect(await last()).toEqual([{ state: 'interrupted', exit_code: 143 }]);
  });

  it('while checks are evaluated: the statement is gone, nothing is published', async () => {
    const before = await place.content(['songplays', 'users', 'time']);
    addCheck(place.folder, 'select pg_sleep(600) as slept, n from (select count(*) as n from songplays) p');
    const running = place.start([...ALL, '--checks', 'checks']);
    const asleep = () => places.database.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'");
    await expect.poll(asleep).toHaveLength(1);
    await stop(running, 'SIGINT');
    await expect.poll(sessions).toEqual([]);
    expect(await place.content(['songplays', 'users', 'time'])).toEqual(before);
    expect(await last()).toEqual([{ state: 'interrupted', exit_code: 130 }]);
  });

  it('while the lock is waited for', async () => {
    const key = `(cast(${0x53504b59} as bigint) << 32) | cast('{s}'::regnamespace::oid as bigint)`;
    await place.query(`select pg_advisory_lock(${key})`);
    const running = place.start([...ALL, '--wait', '1h']);
    await running.seen(WAITING);
    await stop(running, 'SIGTERM');
    await place.query(`select pg_advisory_unlock(${key})`);
    await expect.poll(sessions).toEqual([]);
  });
});

describe('on Redshift, a signal', async () => {
  const places = await redshiftPlaces(SAMPLE);
  const { faults, connections } = places.redshift;
  afterEach(() => faults.clear());
  const place = await places.open();
  expect(await place.run(DAY)).toMatchObject({ code: 0 });
  const last = () => place.query(LAST.replace('{s}', '{s}.'));
  const open = () => connections.filter(({ isOpen }) => isOpen).length;

  it('while the lock is waited for, with --wait', async () => {
    const hold = faults.hold(/^insert into songplays/i);
    const holder = place.start(ALL);
    await hold.reached;
    const running = place.start([...ALL, '--wait', '1h']);
    await running.seen(WAITING);
    await stop(running, 'SIGINT');
    await stop(holder, 'SIGTERM');
    await expect.poll(open).toBe(0);
    expect(await last()).toEqual([{ state: 'interrupted', exit_code: 143 }]);
  });

  it('while the next attempt is waited for', async () => {
    faults.fail(/^insert into songplays/i, new RedshiftError('1023', { code: 'XX000' }), 100);
    const running = place.start([...ALL, '--retry-delay', '1h']);
    await running.seen('"retry-scheduled"');
    await stop(running, 'SIGTERM');
    await expect.poll(open).toBe(0);
    expect(await places.leftovers()).toEqual([]);
    expect(await last()).toEqual([{ state: 'interrupted', exit_code: 143 }]);
  });
});
