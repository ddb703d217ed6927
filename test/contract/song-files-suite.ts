import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertProperty } from '../support/property.ts';
import { execute, query, TABLES, writeFiles } from '../support/warehouse.ts';
import { play, publishedIn, song, type World } from '../support/world.ts';
import type { Engine } from './engines.ts';

type Song = Readonly<Record<string, unknown>>;

/** Few different values, so that several files hold the same song, and several songs fit the same play. */
const songs = fc
  .record({
    song_id: fc.constantFrom('SO1', 'SO2', 'SO3'),
    title: fc.constantFrom('Title', 'Other', 'Third'),
    artist_id: fc.constantFrom('AR1', 'AR2'),
    year: fc.constantFrom(0, 1999),
  })
  .map(song);

/** What a file becomes: some songs, or gone. */
const change = fc.record({
  file: fc.constantFrom('a', 'b', 'c', 'd'),
  content: fc.oneof(
    { weight: 5, arbitrary: fc.array(songs, { minLength: 0, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant('gone' as const) },
  ),
});

/** What changed before each run. */
const history = fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 });

const DAY = '2018-11-15';
const PLAYS = ['Title', 'Other', 'Third', 'Always'].map((title, n) =>
  play({ artist: 'Artist', song: title, itemInSession: n, ts: Date.parse(`${DAY}T10:00:00Z`) + n }),
);
const ALWAYS = song({ song_id: 'SO9', artist_id: 'AR9', title: 'Always' });

/** What the song files hold, and what of files that are gone stayed. */
class Model {
  readonly files = new Map<string, readonly Song[]>([['always', [ALWAYS]]]);
  left: readonly Song[] = [];
  #generation = 0;
  readonly #names = new Map<string, string>();

  /** Takes changes in, as one run finds them. Resolves to what is to be written and removed. */
  apply(changes: readonly { file: string; content: readonly Song[] | 'gone' }[]) {
    const written = new Map<string, readonly Song[]>();
    const removed: string[] = [];
    const last = new Map(changes.map(({ file, content }) => [file, content]));
    for (const [file, content] of last) {
      const name = this.#names.get(file) ?? this.#newName(file);
      if (content !== 'gone') {
        if (JSON.stringify(content) !== JSON.stringify(this.files.get(name))) written.set(name, content);
        continue;
      }
      this.#names.delete(file);
      if (this.files.has(name)) removed.push(name);
    }
    for (const name of removed) {
      this.left = [...this.left, ...(this.files.get(name) ?? [])];
      this.files.delete(name);
    }
    for (const [name, content] of written) this.files.set(name, content);
    const read = new Set([...written.values()].flat().map(({ song_id }) => song_id));
    this.left = this.left.filter(({ song_id }) => !read.has(song_id));
    return { written, removed };
  }

  #newName(file: string): string {
    this.#generation += 1;
    const name = `${file}-${this.#generation}`;
    this.#names.set(file, name);
    return name;
  }
}

/** Whatever becomes of song files, what is published follows from what they hold now. */
export function describeSongFiles(engine: Engine, defaultRuns: number): void {
  const numRuns = Number(process.env.SONG_FILES_RUNS ?? defaultRuns);
  const timeout = 60_000 + numRuns * 6000;

  describe('song files', () => {
    const opened: World[] = [];
    beforeAll(async () => {
      opened.push(await engine.open(), await engine.open());
      for (const world of opened) await expectSuccess(world, 'create-tables');
    });
    afterAll(() => Promise.all(opened.map((world) => world.close())));

    async function expectSuccess(world: World, ...args: Parameters<World['command']>): Promise<void> {
      const { exitCode, failure } = await world.command(...args);
      expect({ exitCode, failure }, args[0]).toEqual({ exitCode: 0, failure: undefined });
    }

    async function empty(world: World): Promise<void> {
      await execute(world.warehouse, ...TABLES.map((table) => `delete from ${table}`));
      rmSync(join(world.folder, 'song_data'), { recursive: true, force: true });
      world.deliver(DAY, PLAYS);
    }

    const pathOf = (name: string) => `song_data/A/${name}.json`;
    function write(world: World, files: Iterable<readonly [string, readonly Song[]]>): void {
      for (const [name, content] of files) {
        const lines = content.map((each) => JSON.stringify(each)).join('\n');
        writeFiles(world.folder, { [pathOf(name)]: lines });
      }
    }

    const staged = async ({ warehouse }: World) =>
      (await query(warehouse, 'select song_id, title, artist_id, year, file_name from staging_songs'))
        .map(({ file_name, ...values }) => ({ ...values, file: /([^/]+)\.json$/.exec(String(file_name))?.[1] }))
        .map((row) => JSON.stringify(row))
        .sort();

    it(
      'that change, come and go between runs end in what one load of the last of them gives',
      async () => {
        await assertProperty(
          fc.asyncProperty(history, async (batches) => {
            const [changed, atOnce] = opened as [World, World];
            for (const world of opened) await empty(world);
            const model = new Model();
            write(changed, model.files);
            await expectSuccess(changed, 'run-all');
            for (const batch of batches) {
              const { written, removed } = model.apply(batch);
              write(changed, written);
              for (const name of removed) rmSync(join(changed.folder, pathOf(name)));
              await expectSuccess(changed, 'run-all');
            }
            write(atOnce, model.files);
            write(atOnce, [['left', model.left]]);
            await expectSuccess(atOnce, 'run-all');
            expect(await publishedIn(changed.warehouse)).toEqual(await publishedIn(atOnce.warehouse));
            const isPresent = (row: string) => model.files.has(JSON.parse(row).file);
            expect((await staged(changed)).filter(isPresent)).toEqual((await staged(atOnce)).filter(isPresent));
            await expectSuccess(changed, 'check');
          }),
          { numRuns, interruptAfterTimeLimit: timeout / 2 },
        );
      },
      timeout,
    );

    const one = () => opened[0] as World;
    const ids = async (table: string) =>
      (await query(one().warehouse, `select distinct song_id from ${table} where song_id is not null order by 1`)).map(
        ({ song_id }) => song_id,
      );

    it('that hold another song now do not leave the former one behind, unless another file holds it too', async () => {
      const world = one();
      await empty(world);
      const former = song({ song_id: 'SO1' });
      write(world, [
        ['always', [ALWAYS]],
        ['a', [former]],
        ['b', [song({ song_id: 'SO2', title: 'Other' })]],
        ['c', [song({ song_id: 'SO2', title: 'Other', year: 1999 })]],
      ]);
      await expectSuccess(world, 'run-all');
      expect(await ids('songplays')).toEqual(['SO1', 'SO2', 'SO9']);
      write(world, [
        ['a', [song({ song_id: 'SO3', title: 'Third' })]],
        ['c', [song({ song_id: 'SO4', title: 'Fourth' })]],
      ]);
      const { summary } = await world.command('run-all');
      expect(summary.tables.staging_songs).toBe(2);
      for (const [table, expected] of [
        ['staging_songs', ['SO2', 'SO3', 'SO4', 'SO9']],
        ['songs', ['SO2', 'SO3', 'SO4', 'SO9']],
        ['songplays', ['SO2', 'SO3', 'SO9']],
      ] as const) {
        expect(await ids(table), table).toEqual(expected);
      }
      // Of the two that held it, the one that is left is the one that counts now.
      expect(await query(world.warehouse, "select year from songs where song_id = 'SO2'")).toEqual([{ year: 0 }]);
    });

    it('that vanished leave their songs until these come with other files, and are read again if they come back', async () => {
      const world = one();
      await empty(world);
      const titleOf = async () =>
        (await query(world.warehouse, "select title from songs where song_id = 'SO1'"))[0]?.title;
      // The name that is first in the order of winners, so that only its removal lets another win.
      const [old, young] = [song({ title: 'A' }), song({ title: 'B' })];
      write(world, [
        ['always', [ALWAYS]],
        ['old', [old]],
      ]);
      await expectSuccess(world, 'run-all');
      rmSync(join(world.folder, pathOf('old')));
      await expectSuccess(world, 'run-all');
      expect(await titleOf()).toBe('A');
      write(world, [['young', [young]]]);
      await expectSuccess(world, 'run-all');
      expect(await titleOf()).toBe('B');
      write(world, [['old', [old]]]);
      await expectSuccess(world, 'run-all');
      expect(await titleOf()).toBe('A');
      rmSync(join(world.folder, pathOf('young')));
      await expectSuccess(world, 'run-all');
      await expectSuccess(world, 'check');
    });
  });
}
