import { join } from 'node:path';
import { expect, it } from 'vitest';
import { query, tempFolder, writeFiles } from './support/warehouse.ts';
import { openWorld, play, song } from './support/world.ts';

const root = tempFolder();
const WAREHOUSE_URL = `duckdb:${join(root, 'sparkify.duckdb')}`;

it('a log file that is of another day now leaves the day that it was of', async () => {
  const event = (sessionId: number) => JSON.stringify(play({ sessionId, ts: 1542000000000 + sessionId }));
  // The one is of November 12 to both patterns, the other of November 12 or 13.
  writeFiles(root, {
    'log_data/2018-11-12-12.json': event(1),
    'log_data/2018-11-12-13.json': event(2),
    'song_data/A/1.json': JSON.stringify(song({})),
  });
  const loaded: unknown[] = [];
  for (const LOG_PATTERN of ['%Y-%m-%d-??.json', '%Y-%m-??-%d.json', '%Y-%m-??-%d.json']) {
    const world = await openWorld(root, { environment: { WAREHOUSE_URL, LOG_PATTERN } });
    const { exitCode, summary } = await world.command('run-all');
    const days = 'select cast(log_date as varchar) as day from songplays order by session_id';
    const plays = await query(world.warehouse, days);
    loaded.push([exitCode, summary.days, plays.map(({ day }) => day)]);
    await world.close();
  }
  const [D12, D13] = ['2018-11-12', '2018-11-13'];
  expect(loaded).toEqual([
    [0, [D12], [D12, D12]],
    [0, [D12, D13], [D12, D13]],
    [0, [], [D12, D13]],
  ]);
});

it('a day that loses its only file to another day keeps its plays, once, and that is told', async () => {
  const folder = join(root, 'lone');
  writeFiles(folder, {
    'log_data/2018-11-12-13.json': JSON.stringify(play({ sessionId: 7 })),
    'song_data/A/1.json': JSON.stringify(song({})),
  });
  const told: (readonly string[])[] = [];
  let counted: unknown;
  for (const LOG_PATTERN of ['%Y-%m-%d-??.json', '%Y-%m-??-%d.json', '%Y-%m-??-%d.json']) {
    const environment = { WAREHOUSE_URL: `duckdb:${join(folder, 'w.duckdb')}`, LOG_PATTERN };
    const world = await openWorld(folder, { environment });
    const { exitCode, events } = await world.command('run-all');
    expect(exitCode).toBe(0);
    told.push(events.flatMap((event) => (event.type === 'notice' && event.level === 'warning' ? [event.message] : [])));
    counted = await query(world.warehouse, 'select cast(log_date as varchar) as day from songplays');
    await world.close();
  }
  expect(counted).toEqual([{ day: '2018-11-12' }]);
  expect(told).toEqual([[], [expect.stringMatching(/2018-11-12-13\.json is of 2018-11-13 now.*2018-11-12/)], []]);
});
