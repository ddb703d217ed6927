import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Pruned, type PruneRequest, prune } from '../../src/prune.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
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
}

const steps = fc.uniqueArray(
  fc.record<Step>({
    day: fc.constantFrom(...DAYS),
    content: contents,
    how: fc.constantFrom('run-all', 'one by one'),
    mode: fc.constantFrom('upsert', 'truncate'),
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
        await fc.assert(
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
});
