import { appendFileSync, rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WarehouseStatus } from '../../src/core/calendar.ts';
import type { PastRun, PastRunDetail } from '../../src/core/history.ts';
import type { PruneReport } from '../../src/reporters/pruned.ts';
import { type CliResult, eventsOf } from '../support/cli.ts';
import { contentOf, queryDuckDb } from '../support/duckdb.ts';
import { createSampleWorkspace } from '../support/workspace.ts';

const { run, warehouse, path } = await createSampleWorkspace({ days: 5 });
const logOf = (day: string) => path('sample', 'log_data', '2018', '11', `${day}-events.json`);

/** The one document on stdout of a command that does well. */
async function documentOf<T>(result: Promise<CliResult>, type: string): Promise<T> {
  const { code, stdout, stderr } = await result;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.endsWith('}\n')).toBe(true);
  const document = JSON.parse(stdout) as T & { readonly type: string };
  expect(document.type).toBe(type);
  return document;
}

const history = (...args: string[]) =>
  documentOf<{ runs: readonly PastRun[] }>(run(['history', '--json', ...args]), 'history');
const pastRun = (id: string) => documentOf<PastRunDetail>(run(['history', id, '--json']), 'past-run');
const status = (...args: string[]) => documentOf<WarehouseStatus>(run(['status', '--json', ...args]), 'status');
const prune = (...args: string[]) => documentOf<PruneReport>(run(['prune', '--json', ...args]), 'pruned');

describe('before there is a warehouse, or tables in it', () => {
  it.each([['history'], ['history', 'last'], ['status', '--offline'], ['prune', '--history-older-than', '1y']])(
    '%s %s ends with 7 and says what to run',
    async (...args) => {
      const text = await run(args);
      expect(text).toMatchObject({ code: 7, stdout: '' });
      expect(text.stderr).toContain('sparkify-etl create-tables');
      expect(eventsOf(await run([...args, '--json']))).toMatchObject([
        { type: 'run-failed', error: { kind: 'missingStep' } },
      ]);
    },
  );
});

describe('after some runs', () => {
  beforeAll(async () => {
    rmSync(logOf('2018-11-02'));
    expect(await run(['run-all', '--from', '2018-11-01', '--to', '2018-11-04'])).toMatchObject({ code: 0 });
    appendFileSync(logOf('2018-11-03'), 'broken\n');
    expect(await run(['run-all', '--date', '2018-11-03'])).toMatchObject({ code: 3 });
    appendFileSync(logOf('2018-11-04'), '\n');
  });

  it('status tells of songs that are staged only', async () => {
    expect(await status('--offline')).toMatchObject({ isUnfinished: false });
    await queryDuckDb(warehouse, "insert into etl_stale_songs values ('SO1')");
    expect(await status('--offline')).toMatchObject({ isUnfinished: true });
    await queryDuckDb(warehouse, 'delete from etl_stale_songs');
  });

  it('history lists them, the newest first', async () => {
    const { runs } = await history();
    expect(runs).toMatchObject([
      { command: 'run-all', state: 'failed', exitCode: 3, firstDay: '2018-11-03', lastDay: '2018-11-03', days: 1 },
      {
        command: 'run-all',
        state: 'succeeded',
        exitCode: 0,
        firstDay: '2018-11-01',
        lastDay: '2018-11-04',
        error: null,
      },
    ]);
    expect((await history('--limit', '1')).runs).toEqual(runs.slice(0, 1));
    const text = await run(['history']);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    for (const each of runs) expect(text.stdout).toContain(each.run);
  });

  it('history RUN tells everything of one', async () => {
    const failed = await pastRun('last');
    expect(failed).toMatchObject({ state: 'failed', outcomes: [{ day: '2018-11-03', outcome: 'failed' }] });
    expect(failed.tasks.find(({ task }) => task === 'stage:events')).toMatchObject({ outcome: 'failed', attempts: 1 });
    const [, first] = (await history()).runs;
    const detail = await pastRun(first?.run ?? '');
    expect(detail).toMatchObject({ ...first, durationMs: expect.any(Number) });
    expect(detail.outcomes.map(({ day, outcome }) => [day, outcome])).toEqual([
      ['2018-11-01', 'published'],
      ['2018-11-02', 'missing'],
      ['2018-11-03', 'published'],
      ['2018-11-04', 'published'],
    ]);
    expect(detail.tasks.find(({ task }) => task === 'stage:events')).toMatchObject({ files: 3, outcome: 'succeeded' });
    const text = await run(['history', first?.run.slice(0, -1) ?? '']);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain('missing 2018-11-02');
  });

  it('history of a run that is not there ends with 2', async () => {
    expect(await run(['history', 'nonsense'])).toMatchObject({ code: 2, stdout: '' });
    expect(await run(['history', '--limit', '0'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('status shows a calendar', async () => {
    const { days, lastRun, running, source } = await status();
    expect(days.map(({ day, state }) => `${day} ${state}`)).toEqual([
      '2018-11-01 published',
      '2018-11-02 missing',
      '2018-11-03 failed',
      '2018-11-04 changed',
      '2018-11-05 new',
    ]);
    expect({ running, problem: source?.problem, state: lastRun?.state }).toEqual({
      running: [],
      problem: null,
      state: 'failed',
    });
    const text = await run(['status']);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain('2018-11  ● - F c n\n');
    expect(text.stdout).not.toContain(String.fromCharCode(27));
  });

  it('status does without the source, which it tells', async () => {
    const states = async (...args: string[]) => (await status(...args)).days.map(({ state }) => state);
    expect(await states('--offline')).toEqual(['published', 'missing', 'failed', 'published']);
    expect(await states('--log-data', './nowhere')).toEqual(['published', 'missing', 'failed', 'published']);
    const text = await run(['status', '--log-data', './nowhere']);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^Files are not compared: .*nowhere.*$/m);
  });

  it('neither writes anything', async () => {
    const before = await contentOf(warehouse);
    for (const args of [['history'], ['history', 'last'], ['status']]) await run(args);
    expect(await contentOf(warehouse)).toEqual(before);
  });

  it('prune needs to know what is to go', async () => {
    expect(await run(['prune'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--staging-older-than') });
    expect(await run(['prune', '--staging-older-than', '90 days', '--history-older-than', '1h'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /--staging-older-than: expected an age[\s\S]*--history-older-than: expected an age/,
      ),
    });
  });

  it('prune says with --dry-run what it would delete, and then deletes it', async () => {
    const flags = ['--staging-older-than', '1y', '--history-older-than', '1d'];
    const events = async () => Number((await queryDuckDb(warehouse, 'select count(*) as n from staging_events'))[0]?.n);
    const [before, content] = [await events(), await contentOf(warehouse)];
    const tried = await prune(...flags, '--dry-run');
    expect(tried).toMatchObject({ dryRun: true, days: 3, tables: { etl_runs: 0 } });
    expect(await contentOf(warehouse)).toEqual(content);
    const text = await run(['prune', ...flags, '--dry-run']);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^ {2}staging_events +\d+ rows$/m);
    expect(text.stdout).toMatch(/Nothing was deleted/);
    const done = await prune(...flags);
    expect(done).toEqual({ ...tried, dryRun: false });
    expect(await events()).toBe(before - (done.tables.staging_events ?? 0));
    expect((await status('--offline')).days.map(({ state }) => state)).toEqual([
      'published',
      'missing',
      'failed',
      'published',
    ]);
    expect(await run(['check'])).toMatchObject({ code: 0 });
    expect(await prune(...flags)).toMatchObject({ days: 0, tables: { staging_events: 0 } });

    const prunings = (await history()).runs.filter(({ command }) => command === 'prune');
    expect(prunings, 'those that were only tried are not kept').toHaveLength(2);
    const [, kept] = prunings;
    expect(kept).toMatchObject({ state: 'succeeded', exitCode: 0, days: 0, error: null });
    const { tasks } = await pastRun(String(kept?.run));
    for (const [table, rows] of Object.entries(done.tables)) {
      expect(
        tasks.find(({ task }) => task === `prune:${table}`),
        table,
      ).toMatchObject({ outcome: 'succeeded', rows });
    }
    expect(await run(['retry', String(kept?.run)])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('was of prune, which loads nothing'),
    });
  });

  it('prune that fails is kept too, and retry does not take it', async () => {
    await queryDuckDb(warehouse, 'alter table etl_published_days rename column log_date to renamed');
    const failed = await run(['prune', '--staging-older-than', '1d']);
    expect(failed.code).toBe(5);
    await queryDuckDb(warehouse, 'alter table etl_published_days rename column renamed to log_date');
    const [latest] = (await history('--limit', '1')).runs;
    expect(latest).toMatchObject({ command: 'prune', state: 'failed', exitCode: 5, error: expect.stringMatching(/./) });
    expect(failed.stderr).toContain(latest?.error);
    expect((await run(['retry'])).stderr).not.toContain(latest?.run);
  });
});
