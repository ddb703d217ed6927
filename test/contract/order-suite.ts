import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertProperty } from '../support/property.ts';
import { execute, TABLES } from '../support/warehouse.ts';
import { play, publishedIn, song, type World } from '../support/world.ts';
import type { Engine } from './engines.ts';

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

const songs = fc.array(
  fc
    .record({
      song_id: fc.constantFrom('SO1', 'SO2', 'SO3'),
      artist_id: fc.constantFrom('AR1', 'AR2'),
      title: fc.constantFrom('Title', 'Other', ''),
      artist_name: fc.constantFrom('Artist', 'Artist feat. Other', ''),
      artist_location: fc.constantFrom('', 'London', 'Paris'),
      artist_latitude: fc.constantFrom(null, 51.5),
      year: fc.constantFrom(0, 1999, 2001),
    })
    .map(song),
  { minLength: 1, maxLength: 6 },
);

interface Step {
  readonly day: Day;
  readonly content: readonly object[];
  readonly how: 'run-all' | 'one by one' | 'only staged';
  readonly mode: 'upsert' | 'truncate';
}

const contents = fc.array(events, { minLength: 1, maxLength: 4 });
const steps = (...ways: Step['how'][]) =>
  fc.array(
    fc.record<Step>({
      day: fc.constantFrom(...DAYS),
      content: contents,
      how: fc.constantFrom(...ways),
      mode: fc.constantFrom('upsert', 'upsert', 'truncate'),
    }),
    { minLength: 1, maxLength: 6 },
  );

async function expectSuccess(world: World, ...args: Parameters<World['command']>): Promise<void> {
  const { exitCode, failure } = await world.command(...args);
  expect({ exitCode, failure }, args.join(' ')).toEqual({ exitCode: 0, failure: undefined });
}

async function clear({ warehouse, command }: World): Promise<void> {
  expect((await command('create-tables')).exitCode).toBe(0);
  await execute(warehouse, ...TABLES.map((table) => `delete from ${table}`));
}

async function take(world: World, { day, content, how, mode }: Step): Promise<void> {
  const selection = { kind: 'one', day } as const;
  world.deliver(day, content);
  if (how === 'run-all') return expectSuccess(world, 'run-all', selection, { mode });
  await expectSuccess(world, 'stage', selection, { only: 'events' });
  if (how === 'only staged') return;
  await expectSuccess(world, 'load-fact', selection);
  await expectSuccess(world, 'load-dims', mode === 'truncate' ? undefined : selection, { mode });
}

/** All the final files at once, into empty tables. */
async function loadAtOnce(world: World, catalogue: readonly object[], taken: readonly Step[]) {
  await clear(world);
  world.deliverSongs(catalogue);
  await expectSuccess(world, 'stage', undefined, { only: 'songs' });
  for (const [day, content] of new Map(taken.map((step) => [step.day, step.content]))) {
    world.deliver(day, content);
    await expectSuccess(world, 'stage', { kind: 'one', day }, { only: 'events' });
  }
  await expectSuccess(world, 'load-fact', { kind: 'all' });
  await expectSuccess(world, 'load-dims', { kind: 'all' });
  return publishedIn(world.warehouse);
}

/** Empty tables fail a check: not the subject here. */
const hasPlays = (content: readonly object[]) =>
  content.some((event) => 'page' in event && event.page === 'NextSong' && 'userId' in event && event.userId !== '');

/**
 * What is published follows from what was delivered, by whatever way it came.
 * @param runs of each property, unless the variable ORDER_RUNS says otherwise
 */
export function describeOrder(engine: Engine, runs: number): void {
  const numRuns = Number(process.env.ORDER_RUNS ?? runs);
  const timeout = 60_000 + numRuns * 4000;
  /** Shrinking ends in time for a message. */
  const limits = { numRuns, interruptAfterTimeLimit: timeout / 2 };
  const opened: World[] = [];
  beforeAll(async () => {
    opened.push(await engine.open(), await engine.open());
  });
  afterAll(() => Promise.all(opened.map((world) => world.close())));
  const worlds = () => {
    const [disturbed, reference] = opened;
    if (disturbed === undefined || reference === undefined) throw new Error('opened before the first test');
    return { disturbed, reference };
  };

  describe('what is published follows from the last delivery of each day', () => {
    it(
      'in whatever order and however often days are loaded, even if a day was only staged and others loaded before it',
      async () => {
        const plans = steps('run-all', 'one by one', 'only staged').filter((list) =>
          list.every(({ content }) => hasPlays(content)),
        );
        await assertProperty(
          fc.asyncProperty(songs, fc.nat(5), plans, async (catalogue, split, list) => {
            const { disturbed, reference } = worlds();
            await clear(disturbed);
            // The catalogue comes in two deliveries, before the first day.
            disturbed.deliverSongs(catalogue.slice(split));
            if (split < catalogue.length) await expectSuccess(disturbed, 'stage', undefined, { only: 'songs' });
            disturbed.deliverSongs(catalogue.toReversed());
            await expectSuccess(disturbed, 'stage', undefined, { only: 'songs' });
            for (const step of list) await take(disturbed, step);
            for (const step of new Map(list.map((each) => [each.day, each])).values()) {
              if (step.how === 'only staged') await take(disturbed, { ...step, how: 'run-all' });
            }
            expect(await publishedIn(disturbed.warehouse)).toEqual(await loadAtOnce(reference, catalogue, list));
          }),
          limits,
        );
      },
      timeout,
    );

    it(
      'whether songs or plays came first, and if songs came with other values before',
      async () => {
        const plans = steps('run-all', 'one by one').filter((list) => list.every(({ content }) => hasPlays(content)));
        await assertProperty(
          fc.asyncProperty(songs, songs, fc.boolean(), plans, async (before, catalogue, isRematched, list) => {
            const { disturbed, reference } = worlds();
            await clear(disturbed);
            const ids = new Set(catalogue.map((each) => each.song_id));
            const former = before.filter((each) => ids.has(each.song_id));
            disturbed.deliverSongs(former.length === 0 ? catalogue.slice(0, 1) : former);
            await expectSuccess(disturbed, 'stage', undefined, { only: 'songs' });
            for (const step of list) await take(disturbed, step);
            disturbed.deliverSongs(catalogue);
            const last = list.at(-1) as Step;
            if (isRematched) {
              await expectSuccess(disturbed, 'stage', undefined, { only: 'songs' });
              await execute(disturbed.warehouse, 'delete from etl_stale_songs');
              await expectSuccess(disturbed, 'rematch');
            } else await take(disturbed, { ...last, how: 'run-all' });
            expect(await publishedIn(disturbed.warehouse)).toEqual(await loadAtOnce(reference, catalogue, list));
          }),
          limits,
        );
      },
      timeout,
    );
  });
}
