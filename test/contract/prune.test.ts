import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pruned, type PruneRequest, prune } from '../../src/prune.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { assertProperty } from '../support/property.ts';
import { contentOf, countOf, execute, NEVER, query, TABLES } from '../support/warehouse.ts';
import { play, publishedIn, song, type World } from '../support/world.ts';
import { duckDbEngine, type Engine, postgresEngine, redshiftEngine } from './engines.ts';

const engines: Readonly<Record<string, { readonly engine: Engine; readonly runs: number }>> = {
  duckdb: { engine: duckDbEngine(), runs: 12 },
  postgres: { engine: await postgresEngine(), runs: 4 },
  redshift: { engine: await redshiftEngine(), runs: 3 },
};

const DAYS = ['2018-11-14', '2018-11-15', '2018-11-16'] as const;
type Day = (typeof DAYS)[number];
const MIDNIGHT = Date.parse('2018-11-15T00:00:00Z');

/** Few different values, so that the same event, the same moment and the same user come up in several files. */
const events = fc
  .record({
    userId: fc.constantFrom('1', '2', '3', ''),
    sessionId: fc.constantFrom(1, 2),
    itemInSession: fc.constantFrom(0, 1),
    ts: fc.constantFrom(MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + 1, MIDNIGHT + 86_400_000),
    level: fc.constantFrom('free', 'paid'),
    firstName: fc.constantFrom('Ada', 'Grace'),
    song: fc.constantFrom('Title', 'Other', null),
    page: fc.constantFrom('NextSong', 'NextSong', 'NextSong', 'Home'),
  })
  .map((members) => play({ artist: members.song === null ? null : 'Artist', ...members }));

/** Empty tables fail a check: not the subject here. */
const hasPlays = (content: readonly object[]) =>
  content.some((event) => 'page' in event && event.page === 'NextSong' && 'userId' in event && event.userId !== '');
const contents = fc.array(events, { minLength: 1, maxLength: 5 }).filter(hasPlays);

interface Step {
  readonly day: Day;
  readonly content: readonly object[];
  readonly how: 'run-all' | 'one by one';
  readonly mode: 'upsert' | 'truncate';
  /** Whether what was published by then is pruned as well. */
  readonly isPrunedAfter: boolean;
}

const steps = fc.uniqueArray(
  fc.record<Step>({
    day: fc.constantFrom(...DAYS),
    content: contents,
    how: fc.constantFrom('run-all', 'one by one'),
    mode: fc.constantFrom('upsert', 'truncate'),
    isPrunedAfter: fc.boolean(),
  }),
  { selector: ({ day }) => day, minLength: 1, maxLength: 3 },
);

const CATALOGUE = [song({}), song({ song_id: 'SO2', title: 'Other' })];

function pruneIn({ warehouse }: World, request: Partial<PruneRequest>): Promise<Pruned> {
  const all = { stagingBefore: undefined, historyBefore: undefined, ...request };
  return warehouse.transaction((session) => prune(session, openCatalog(warehouse.dialect), warehouse, all), NEVER);
}

async function expectSuccess(world: World, ...args: Parameters<World['command']>): Promise<void> {
  const { exitCode, failure } = await world.command(...args);
  expect({ exitCode, failure }, args.join(' ')).toEqual({ exitCode: 0, failure: undefined });
}

async function begin(world: World, content: ReadonlyMap<Day, readonly object[]>): Promise<void> {
  await expectSuccess(world, 'create-tables');
  await execute(world.warehouse, ...TABLES.map((table) => `delete from ${table}`));
  world.deliverSongs(CATALOGUE);
  for (const [day, delivered] of content) world.deliver(day, delivered);
  await expectSuccess(world, 'run-all', { kind: 'all' });
}

async function take(world: World, { day, content, how, mode }: Step): Promise<void> {
  const selection = { kind: 'one', day } as const;
  world.deliver(day, content);
  if (how === 'run-all') return expectSuccess(world, 'run-all', selection, { mode });
  await expectSuccess(world, 'stage', selection, { only: 'events' });
  await expectSuccess(world, 'load-fact', selection);
  await expectSuccess(world, 'load-dims', mode === 'truncate' ? undefined : selection, { mode });
}

describe.each(Object.entries(engines))('prune on %s', (_name, { engine, runs }) => {
  const numRuns = Number(process.env.PRUNE_RUNS ?? runs);
  const timeout = 90_000 + numRuns * 6000;

  describe('what is published', () => {
    const opened: World[] = [];
    beforeAll(async () => {
      opened.push(await engine.open(), await engine.open());
    });
    afterAll(() => Promise.all(opened.map((world) => world.close())));

    it(
      'stays what it would be without, whatever day is delivered again, and passes every check',
      async () => {
        const days = fc.tuple(contents, contents, contents);
        await assertProperty(
          fc.asyncProperty(days, fc.constantFrom(...DAYS, '2018-11-17'), steps, async (first, before, list) => {
            const [pruned, undisturbed] = opened as [World, World];
            const content = new Map(DAYS.map((day, n) => [day, first[n] ?? []]));
            for (const world of [pruned, undisturbed]) await begin(world, content);
            const published = await publishedIn(pruned.warehouse);
            expect((await pruneIn(pruned, { stagingBefore: before })).days).toBe(
              DAYS.filter((day) => day < before).length,
            );
            expect(await publishedIn(pruned.warehouse)).toEqual(published);
            await expectSuccess(pruned, 'check');
            for (const step of list) {
              await take(pruned, step);
              await take(undisturbed, step);
              if (step.isPrunedAfter) await pruneIn(pruned, { stagingBefore: before });
              expect(await publishedIn(pruned.warehouse)).toEqual(await publishedIn(undisturbed.warehouse));
            }
            await expectSuccess(pruned, 'check');
          }),
          { numRuns, interruptAfterTimeLimit: timeout / 2 },
        );
      },
      timeout,
    );
  });

  describe('what is kept', () => {
    let world: World;
    beforeAll(async () => {
      world = await engine.open();
      await expectSuccess(world, 'create-tables');
    });
    afterAll(() => world.close());
    const select = (sql: string) => query(world.warehouse, sql);
    const [FIRST, SECOND, THIRD] = DAYS;
    const twoPlays = (user: string, day: string) => [
      play({ userId: user, sessionId: 1, itemInSession: 1, ts: Date.parse(`${day}T10:00:00Z`) }),
      play({ userId: user, sessionId: 1, itemInSession: 2, ts: Date.parse(`${day}T11:00:00Z`), level: 'paid' }),
      play({ userId: user, sessionId: 1, itemInSession: 3, ts: Date.parse(`${day}T12:00:00Z`), page: 'Home' }),
    ];

    it('is what others need, whatever was not published as it is staged, and the ledger', async () => {
      await begin(world, new Map(DAYS.map((day) => [day, twoPlays('1', day)])));
      await execute(
        world.warehouse,
        `insert into staging_rejects values
           ('staging_events', '${FIRST}', 'a.json', 7, 'ts', 'x', 'no number'),
           ('staging_events', '${SECOND}', 'b.json', 8, 'ts', 'x', 'no number'),
           ('staging_songs', null, 'c.json', 9, 'year', 'x', 'no number')`,
        `update etl_staged_days set records = 4 where log_date <> '${THIRD}'`,
      );
      await expectSuccess(world, 'stage', { kind: 'one', day: SECOND }, { only: 'events' });
      const ledger = await contentOf(world.warehouse, 'etl_files');

      const pruned = await pruneIn(world, { stagingBefore: THIRD });
      expect(pruned).toEqual({ days: 1, tables: { staging_events: 2, staging_rejects: 1 } });
      const left = await select(
        'select cast(log_date as varchar(10)) as day, count(*) as n from staging_events group by log_date order by log_date',
      );
      expect(left.map(({ day, n }) => [day, Number(n)])).toEqual([
        [FIRST, 1],
        [SECOND, 3],
        [THIRD, 3],
      ]);
      const days = (table: string) =>
        select(`select cast(log_date as varchar(10)) as day from ${table} order by log_date`).then((rows) =>
          rows.map(({ day }) => day),
        );
      expect(await days('etl_staged_days')).toEqual([SECOND, THIRD]);
      expect(await days('etl_published_days')).toEqual([THIRD]);
      expect(await days('etl_restaged_days')).toEqual([FIRST, SECOND]);
      expect(await contentOf(world.warehouse, 'etl_files')).toEqual(ledger);
      expect(await pruneIn(world, { stagingBefore: THIRD })).toEqual({
        days: 0,
        tables: { staging_events: 0, staging_rejects: 0 },
      });
    });

    it('is not taken for the whole day: such a day is staged again before it is published again', async () => {
      await begin(world, new Map(DAYS.map((day) => [day, twoPlays('1', day)])));
      const published = await publishedIn(world.warehouse);
      await pruneIn(world, { stagingBefore: SECOND });
      const selection = { kind: 'one', day: FIRST } as const;
      expect(await world.command('load-fact', selection)).toMatchObject({ exitCode: 7 });
      await expectSuccess(world, 'load-fact', { kind: 'all' });
      expect(await publishedIn(world.warehouse)).toEqual(published);
      await expectSuccess(world, 'stage', selection, { only: 'events' });
      await expectSuccess(world, 'load-fact', selection);
      await expectSuccess(world, 'load-dims', undefined, { mode: 'truncate' });
      expect(await publishedIn(world.warehouse)).toEqual(published);
      expect(await countOf(world.warehouse, 'etl_restaged_days')).toBe(0);
      await expectSuccess(world, 'check');
    });

    it('of plays is the song that they had, with its artist, also where the catalogue changed since', async () => {
      const matched = (day: string) => [play({ ts: Date.parse(`${day}T10:00:00Z`), artist: 'Artist', song: 'Title' })];
      await begin(world, new Map(DAYS.map((day) => [day, matched(day)])));
      await pruneIn(world, { stagingBefore: SECOND });
      world.deliverSongs([song({ artist_id: 'AR2', artist_name: 'Another' })]);
      await expectSuccess(world, 'run-all', { kind: 'one', day: THIRD }, { mode: 'truncate' });
      const plays = await select(
        'select cast(log_date as varchar(10)) as day, song_id, artist_id from songplays order by log_date',
      );
      expect(plays).toEqual([
        { day: FIRST, song_id: 'SO1', artist_id: 'AR1' },
        { day: SECOND, song_id: null, artist_id: null },
        { day: THIRD, song_id: null, artist_id: null },
      ]);
      await expectSuccess(world, 'load-dims', undefined, { mode: 'truncate' });
      await expectSuccess(world, 'check');
    });

    it('of the history: what runs, the latest run, and the latest of each day that is not published', async () => {
      await execute(
        world.warehouse,
        ...TABLES.map((table) => `delete from ${table}`),
        `insert into etl_published_days values ('${FIRST}')`,
        `insert into etl_runs
           (run_id, command, version, state, exit_code, is_writing, host, process_id, first_day, last_day, day_count,
            records_read, records_rejected, started_at, ended_at, error)
         values ${[
           ['published', 'succeeded', '2018-01-01 00:00:00'],
           ['failed-first', 'failed', '2018-01-02 00:00:00'],
           ['failed-again', 'failed', '2018-01-02 00:00:00.5'],
           ['abandoned', 'abandoned', '2018-01-03 00:00:00'],
           ['running', 'running', '2018-01-04 00:00:00'],
           ['younger', 'succeeded', '2018-06-01 00:00:00'],
           ['latest', 'succeeded', '2018-06-02 00:00:00'],
         ]
           .map(
             ([id, state, at]) =>
               `('${id}', 'run-all', '1', '${state}', 0, true, 'h', 1, null, null, 1, 0, 0, '${at}', null, null)`,
           )
           .join(', ')}`,
        `insert into etl_run_days values
           ('published', '${FIRST}', 'published', null), ('failed-first', '${SECOND}', 'failed', 'why'),
           ('failed-again', '${SECOND}', 'failed', 'why'), ('abandoned', '${FIRST}', 'pending', null)`,
        `insert into etl_tasks
           (run_id, chunk, task, outcome, attempts, duration_ms, ended_at)
         values ('published', 1, 'stage:events', 'succeeded', 1, 5, '2018-01-01 00:00:00'),
           ('failed-again', 1, 'stage:events', 'failed', 1, 5, '2018-01-02 00:00:00')`,
        `insert into etl_check_failures values
           ('published', 'users_plays', 1, '{}', '2018-01-01 00:00:00'),
           ('latest', 'users_plays', 1, '{}', '2018-01-01 00:00:00')`,
      );
      const pruned = await pruneIn(world, { historyBefore: '2018-05-31' });
      expect(pruned).toEqual({
        days: 0,
        tables: { etl_runs: 3, etl_run_days: 3, etl_tasks: 1, etl_check_results: 0, etl_check_failures: 1 },
      });
      const runs = await select('select run_id from etl_runs order by run_id');
      expect(runs.map(({ run_id }) => run_id)).toEqual(['failed-again', 'latest', 'running', 'younger']);
      expect((await pruneIn(world, { historyBefore: '2019-01-01' })).tables).toMatchObject({ etl_runs: 1 });
      expect(await countOf(world.warehouse, 'etl_runs')).toBe(3);
    });
  });
});
