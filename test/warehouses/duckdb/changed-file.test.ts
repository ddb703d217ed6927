import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { duckDbEngine } from '../../contract/engines.ts';
import { query } from '../../support/warehouse.ts';
import { play, song, type World } from '../../support/world.ts';

const DAY = '2018-11-15';
/** So many that DuckDB reads the file where it lies. */
const PLAYS = Array.from({ length: 600 }, (_, n) =>
  play({ artist: 'Artist', song: 'Title', ts: Date.parse(`${DAY}T10:00:00Z`), sessionId: n }),
);

const engine = duckDbEngine();
let world: World;
afterEach(() => world.close());

it('a log that goes after it was listed is named, and keeps no other day away', async () => {
  world = await engine.open();
  world.deliverSongs([song({})]);
  const NEXT = '2018-11-16';
  world.deliver(DAY, PLAYS);
  world.deliver(NEXT, [play({ ts: Date.parse(`${NEXT}T10:00:00Z`) })]);
  const result = await world.command('run-all', undefined, {
    chunk: { days: 30, continueOnError: true },
    watch: (event) => {
      if (event.type === 'task-started' && event.task === 'stage:events')
        rmSync(join(world.folder, 'log_data', '2018', '11', `${DAY}-events.json`), { force: true });
    },
  });
  expect(result).toMatchObject({ exitCode: 4, summary: { days: [NEXT], failedDays: [{ day: DAY }] } });
  expect(result.failure).toMatch(/15-events\.json was listed but is gone now/);
});

it.each<[string, (path: string) => void, RegExp]>([
  [
    'grows',
    (path) => appendFileSync(path, `\n${JSON.stringify(PLAYS[0])}`),
    /15-events\.json changed while it was being read/,
  ],
  [
    'is replaced',
    (path) => {
      writeFileSync(
        `${path}.new`,
        PLAYS.slice(5)
          .map((each) => JSON.stringify(each))
          .join('\n'),
      );
      renameSync(`${path}.new`, path);
    },
    /15-events\.json changed while it was being read/,
  ],
])('a log that %s after it was listed is not loaded as what was listed', async (_, change, message) => {
  world = await engine.open();
  world.deliverSongs([song({})]);
  world.deliver(DAY, PLAYS);
  const path = join(world.folder, 'log_data', '2018', '11', `${DAY}-events.json`);
  const result = await world.command('run-all', undefined, {
    watch: (event) => {
      if (event.type === 'task-started' && event.task === 'stage:events') change(path);
    },
  });
  expect(result).toMatchObject({ exitCode: 4 });
  expect(result.failure).toMatch(message);
  expect(await query(world.warehouse, 'select * from staging_events')).toEqual([]);
  expect(await query(world.warehouse, "select * from etl_files where dataset = 'events'")).toEqual([]);
  expect(await world.command('run-all')).toMatchObject({ exitCode: 0, failure: undefined });
});
