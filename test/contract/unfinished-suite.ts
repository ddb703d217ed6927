import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { execute, query } from '../support/warehouse.ts';
import { play, publishedIn, type RunResult, song, type World } from '../support/world.ts';
import type { Engine } from './engines.ts';

/** What an earlier run, or a single step, left half-way is brought to its end by run-all without days, whatever else is new. */
export function describeUnfinished(engine: Engine): void {
  const [D14, D15] = ['2018-11-14', '2018-11-15'] as const;
  const at = (day: string, session: number) => ({ ts: Date.parse(`${day}T10:00:00Z`), sessionId: session });
  const late = play({ artist: 'Artist', song: 'Late', ...at(D14, 1) });
  const LATE_SONG = song({ song_id: 'SO2', title: 'Late' });
  const CATCH_UP = { chunk: { days: 30, continueOnError: true } } as const;
  let world: World;
  beforeEach(async () => {
    world = await engine.open();
    world.deliverSongs([song({})]);
    world.deliver(D14, [late]);
  });
  afterEach(() => world.close());

  const catchUp = () => world.command('run-all', undefined, CATCH_UP);
  const matched = () => query(world.warehouse, 'select song_id from songplays where song_id is not null');
  const titles = async () =>
    (await query(world.warehouse, 'select title from songs order by title')).map((row) => row.title);
  const infosOf = ({ events }: RunResult) =>
    events.flatMap((event) => (event.type === 'notice' && event.level === 'info' ? [event.message] : []));

  async function expectIdle(): Promise<void> {
    const result = await catchUp();
    expect(result).toMatchObject({ exitCode: 0, summary: { days: [], tables: {} } });
    expect(infosOf(result)).toEqual([expect.stringMatching(/^nothing is new: /)]);
  }

  describe('songs that were staged and not published', () => {
    beforeEach(async () => {
      expect(await catchUp()).toMatchObject({ exitCode: 0 });
      world.deliverSongFile('late.json', [LATE_SONG]);
    });

    it('are published, and plays are matched with them, which is told', async () => {
      expect(await world.command('stage', undefined, { only: 'songs' })).toMatchObject({ exitCode: 0 });
      const result = await catchUp();
      expect(result).toMatchObject({
        exitCode: 0,
        summary: { plays: { total: 1, matched: 1 }, tables: { songplays: 1 } },
      });
      expect(infosOf(result)).toEqual([
        expect.stringMatching(/; what was staged or loaded before .* is published now$/),
      ]);
      expect(await matched()).toEqual([{ song_id: 'SO2' }]);
      expect(await titles()).toEqual(['Late', 'Title']);
      await expectIdle();
    });

    it('fail a run whose checks fail, and are published by the next', async () => {
      await execute(world.warehouse, "insert into users values (77, 'Eve', 'Name', 'F', 'free')");
      const failed = await catchUp();
      expect(failed).toMatchObject({ exitCode: 1, summary: { state: 'failed', checks: { failed: 1 } } });
      expect(failed.failure).toMatch(/^check users_plays failed/);
      expect(await matched()).toEqual([]);
      await execute(world.warehouse, 'delete from users where user_id = 77');
      expect(await catchUp()).toMatchObject({ exitCode: 0 });
      expect(await matched()).toEqual([{ song_id: 'SO2' }]);
      await expectIdle();
    });

    it('are not kept back by a day that cannot be loaded', async () => {
      world.deliver(D15, [{ page: 'NextSong' }]);
      const result = await catchUp();
      expect(result).toMatchObject({
        exitCode: 3,
        summary: { failedDays: [{ day: D15 }], plays: { total: 1, matched: 1 } },
      });
      expect(result.failure).toMatch(/^the day could not be loaded/);
      expect(await matched()).toEqual([{ song_id: 'SO2' }]);
      const again = await catchUp();
      expect(again).toMatchObject({ exitCode: 3 });
      expect(
        again.events.filter(({ type }) => type === 'publish-finished'),
        'once is enough',
      ).toHaveLength(0);
    });

    it('and fail beside a day that cannot be loaded: both are told', async () => {
      world.deliver(D15, [{ page: 'NextSong' }]);
      await execute(world.warehouse, "insert into users values (77, 'Eve', 'Name', 'F', 'free')");
      const { exitCode, events, failure } = await catchUp();
      expect(exitCode).toBe(1);
      expect(failure).toMatch(/^check users_plays failed/);
      const error = events.find((event) => event.type === 'run-failed')?.error;
      expect(error?.details.join('\n')).toMatch(/user_id=77[\s\S]*\n2018-11-15: /);
    });
  });

  it('plays that were loaded without the dimensions bring these', async () => {
    for (const step of ['create-tables', 'stage', 'load-fact'] as const) {
      const days = step === 'create-tables' ? undefined : ({ kind: 'all' } as const);
      expect(await world.command(step, days)).toMatchObject({ exitCode: 0 });
    }
    expect(await catchUp()).toMatchObject({ exitCode: 0 });
    const stepwise = await publishedIn(world.warehouse);
    expect(await world.command('run-all', { kind: 'all' })).toMatchObject({ exitCode: 0 });
    expect(stepwise).toEqual(await publishedIn(world.warehouse));
    await expectIdle();
  });

  it('a dimension that somebody dropped is made again', async () => {
    expect(await catchUp()).toMatchObject({ exitCode: 0 });
    await execute(world.warehouse, 'drop table songs');
    expect(await catchUp()).toMatchObject({ exitCode: 0 });
    expect(await titles()).toEqual(['Title']);
    await expectIdle();
  });

  it('a day that was only staged says why it is loaded again', async () => {
    expect(await catchUp()).toMatchObject({ exitCode: 0 });
    expect(await world.command('stage', { kind: 'one', day: D14 }, { only: 'events' })).toMatchObject({ exitCode: 0 });
    const result = await catchUp();
    expect(result.summary.days).toEqual([D14]);
    expect(infosOf(result)).toEqual([
      expect.stringMatching(/; 1 day staged but not published before, and loaded again$/),
    ]);
    await expectIdle();
  });
}
