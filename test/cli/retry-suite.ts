import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WarehouseStatus } from '../../src/core/calendar.ts';
import type { PastRunDetail } from '../../src/core/history.ts';
import { type CliResult, type RunningCli, summaryOf } from '../support/cli.ts';
import type { Workspace } from '../support/workspace.ts';

type Changes = Readonly<Record<string, string>>;

/** A warehouse of its own, and the program run with the settings to load it. */
export interface RetryPlace {
  readonly folder: string;
  run(args: readonly string[], changes?: Changes): Promise<CliResult>;
  start(args: readonly string[], changes?: Changes): RunningCli;
  /** Rows of all tables that are loaded, as text, in a fixed order. */
  content(): Promise<Record<string, readonly string[]>>;
  /** Rows of a query; `{s}.` stands before the names of tables. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface RetryPlaces {
  readonly workspace: Workspace;
  open(): Promise<RetryPlace>;
  /** Settings that name a folder of the workspace as the source, as the warehouse can read it. */
  source(name: string): Promise<Changes>;
  /** A check that does not end, where the warehouse has one. */
  readonly endless?: string;
}

/** What the sample of the workspace has to have. */
export const RETRY_SAMPLE = { days: 4, eventsPerDay: 60, songs: 20, users: 10 };
const DAYS = ['2018-11-01', '2018-11-02', '2018-11-03', '2018-11-04'] as const;
const BACKFILL = ['run-all', '--all', '--chunk', '1', '--json'];
/** Of a song file in place of its own name. */
const NO_RECORD = '\nno record\n';

/** Whatever ended a run, `retry` loads exactly what it did not, and the tables are those of a run that nothing disturbed. */
export async function describeRetry(name: string, places: RetryPlaces): Promise<void> {
  const { workspace } = places;
  const day = ([year, month]: readonly string[], file: string) => join('log_data', `${year}`, `${month}`, file);
  cpSync(workspace.path('sample'), workspace.path('broken'), { recursive: true });
  appendFileSync(workspace.path('broken', day(DAYS[1].split('-'), `${DAYS[1]}-events.json`)), NO_RECORD);
  writeFileSync(workspace.path('broken', 'song_data', 'broken.json'), NO_RECORD);
  const broken = await places.source('broken');
  const brokenDay = { LOG_DATA: broken.LOG_DATA ?? '' };
  const brokenSongs = { SONG_DATA: broken.SONG_DATA ?? '' };
  const undisturbed = await places.open();
  expect(await undisturbed.run(BACKFILL)).toMatchObject({ code: 0 });
  const expected = await undisturbed.content();

  /** Has the latest run retried by its name, and once more. */
  async function expectRetried(place: RetryPlace, days: readonly string[]): Promise<void> {
    const [latest] = await place.query('select run_id from {s}.etl_runs order by started_at desc limit 1');
    const again = await place.run(['retry', String(latest?.run_id), '--json']);
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(summaryOf(again).days).toEqual(days);
    expect(await place.content()).toEqual(expected);
    const nothing = await place.run(['retry']);
    expect(nothing).toMatchObject({ code: 0, stderr: expect.stringContaining('there is nothing to load again') });
  }

  async function latest(place: RetryPlace): Promise<PastRunDetail> {
    return JSON.parse((await place.run(['history', 'last', '--json'])).stdout) as PastRunDetail;
  }

  async function unpublished(place: RetryPlace): Promise<readonly string[]> {
    const published = await place.query('select cast(log_date as varchar(10)) as day from {s}.etl_published_days');
    return DAYS.filter((each) => !published.some((row) => row.day === each));
  }

  describe(`retry on ${name}, after a run that`, () => {
    it.each(['SIGKILL', 'SIGINT'] as const)('%s ended amidst a backfill', async (signal) => {
      const place = await places.open();
      const running = place.start(BACKFILL);
      await running.seen('"type":"chunk-started","number":3');
      running.child.kill(signal);
      expect((await running.ended).code).toBe(signal === 'SIGINT' ? 130 : null);
      const days = await unpublished(place);
      expect(days.length).toBeGreaterThan(0);
      // The server may take a moment to notice that the other side is gone.
      const state = signal === 'SIGINT' ? 'interrupted' : 'abandoned';
      await expect.poll(() => latest(place)).toMatchObject({ state, incompleteDays: days });
      const { outcomes, tasks } = await latest(place);
      const facts = tasks.filter(({ task, chunk }) => task === 'fact:songplays' && chunk < 3);
      expect(facts.map(({ chunk, outcome }) => `${chunk} ${outcome}`)).toEqual(['1 succeeded', '2 succeeded']);
      const published = outcomes.filter(({ outcome }) => outcome === 'published').map(({ day: each }) => each);
      expect(published).toEqual(DAYS.filter((each) => !days.includes(each)));
      const status = JSON.parse((await place.run(['status', '--json'])).stdout) as WarehouseStatus;
      expect(status).toMatchObject({ lastRun: { state }, running: [] });
      await expectRetried(place, days);
    });

    it('left out a day that could not be loaded', async () => {
      const place = await places.open();
      expect(await place.run([...BACKFILL, '--continue-on-error'], brokenDay)).toMatchObject({ code: 3 });
      await expectRetried(place, [DAYS[1]]);
    });

    it('ended at a day that could not be loaded', async () => {
      const place = await places.open();
      expect(await place.run(BACKFILL, brokenDay)).toMatchObject({ code: 3 });
      await expectRetried(place, DAYS.slice(1));
    });

    it('could not stage the songs', async () => {
      const place = await places.open();
      expect(await place.run(['run-all', '--json'], brokenSongs)).toMatchObject({ code: 3 });
      await expectRetried(place, DAYS);
    });

    it('did not reach the source, and so knew no days', async () => {
      const place = await places.open();
      expect(await place.run(['create-tables'])).toMatchObject({ code: 0 });
      const away = { LOG_DATA: `${broken.LOG_DATA}-away` };
      expect((await place.run(['run-all', '--quiet'], away)).code).toBeGreaterThan(0);
      await expectRetried(place, DAYS);
    });

    if (places.endless === undefined) return;
    it('took longer than it may', async () => {
      const place = await places.open();
      mkdirSync(join(place.folder, 'endless'), { recursive: true });
      const check = `-- Never ends.\n-- tables: songplays\n${places.endless}\n`;
      writeFileSync(join(place.folder, 'endless', 'endless.sql'), check);
      const limited = [...BACKFILL, '--checks', 'endless', '--task-timeout', '5s'];
      expect(await place.run(limited)).toMatchObject({ code: 9 });
      await expectRetried(place, DAYS);
    });
  });
}
