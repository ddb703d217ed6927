import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import type { ResultTable, Warehouse } from '../../src/core/warehouse.ts';
import { runQuery } from '../../src/query.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { builtInQueries, builtInQuery, type QueryChoice } from '../../src/sql/queries.ts';
import { openDuckDb } from '../../src/warehouses/duckdb/index.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { execute, NEVER, openTestWarehouse, tempFolder } from '../support/warehouse.ts';
import { play, song, type World } from '../support/world.ts';
import { duckDbEngine, type Engine, postgresEngine, redshiftEngine } from './engines.ts';

const engines: Readonly<Record<string, Engine>> = {
  duckdb: duckDbEngine(),
  postgres: await postgresEngine(),
  redshift: await redshiftEngine(),
};

const [THURSDAY, FRIDAY] = ['2018-11-15', '2018-11-16'];
const at = (day: string, time: string) => Date.parse(`${day}T${time}Z`);
/** "Björk" and "Für" as they look when UTF-8 was taken for Latin-1. */
const twice = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

const ada = { userId: '1', firstName: 'Ada', lastName: 'L', sessionId: 1, location: 'London' };
const grace = { userId: '2', firstName: 'Grace', lastName: 'H', sessionId: 2, location: null };
const paidAlways = { userId: '3', firstName: 'Ida', lastName: 'R', sessionId: 3, level: 'paid', location: 'London' };
const known = { artist: 'Artist', song: 'Title', length: 200.5 };

const THURSDAY_PLAYS = [
  play({ ...ada, ...known, itemInSession: 0, ts: at(THURSDAY, '17:00:00.001') }),
  play({ ...ada, ...known, itemInSession: 1, ts: at(THURSDAY, '17:10:00') }),
  play({ ...grace, artist: 'Artist', song: 'Title', length: 1.25, itemInSession: 0, ts: at(THURSDAY, '08:00:00') }),
  play({ ...grace, artist: 'Artist', song: 'Other', itemInSession: 1, ts: at(THURSDAY, '08:01:00') }),
  play({ ...grace, artist: 'Nobody', song: 'Title', itemInSession: 2, ts: at(THURSDAY, '08:02:00') }),
  play({ ...grace, artist: 'SÃO', song: 'Title', itemInSession: 3, ts: at(THURSDAY, '08:03:00') }),
  play({ ...paidAlways, ...known, itemInSession: 0, ts: at(THURSDAY, '09:00:00') }),
];
const FRIDAY_PLAYS = [
  play({ ...ada, ...known, level: 'paid', itemInSession: 2, ts: at(FRIDAY, '17:00:00.5') }),
  play({ ...ada, artist: twice('Björk'), song: 'Jóga', level: 'paid', itemInSession: 3, ts: at(FRIDAY, '17:01:00') }),
  play({ ...ada, artist: 'Artist', song: twice('Für'), level: 'paid', itemInSession: 4, ts: at(FRIDAY, '17:02:00') }),
  play({ ...ada, artist: null, song: null, level: 'paid', itemInSession: 5, ts: at(FRIDAY, '17:03:00') }),
  play({ ...ada, artist: 'Artist ', song: 'Title', level: 'paid', itemInSession: 6, ts: at(FRIDAY, '17:04:00') }),
  play({ ...paidAlways, ...known, level: 'free', itemInSession: 1, ts: at(FRIDAY, '09:00:00') }),
  play({ ...paidAlways, ...known, level: 'paid', itemInSession: 2, ts: at(FRIDAY, '09:05:00') }),
];

type Rows = ResultTable['rows'];
const onFriday: QueryChoice = { days: { first: FRIDAY, last: FRIDAY }, limit: undefined };
const ALL: QueryChoice = { days: undefined, limit: undefined };

const EXPECTED: readonly [name: string, choice: QueryChoice, columns: string, rows: Rows][] = [
  [
    'most-played-songs',
    ALL,
    'title artist plays',
    [
      ['Title', 'Artist', '7'],
      [twice('Für'), 'Artist', '1'],
      ['Jóga', twice('Björk'), '1'],
      ['Other', 'Artist', '1'],
      ['Title', 'Artist ', '1'],
      ['Title', 'Nobody', '1'],
      ['Title', 'SÃO', '1'],
    ],
  ],
  ['most-played-songs', { ...onFriday, limit: 1 }, 'title artist plays', [['Title', 'Artist', '3']]],
  [
    'plays-by-hour',
    ALL,
    'hour plays',
    [
      ['17', '7'],
      ['8', '4'],
      ['9', '3'],
    ],
  ],
  [
    'plays-by-hour',
    onFriday,
    'hour plays',
    [
      ['17', '5'],
      ['9', '2'],
    ],
  ],
  [
    'plays-by-weekday',
    ALL,
    'weekday name plays',
    [
      ['4', 'Thursday', '7'],
      ['5', 'Friday', '7'],
    ],
  ],
  [
    'top-listeners',
    ALL,
    'user_id first_name last_name level plays sessions',
    [
      ['1', 'Ada', 'L', 'paid', '7', '1'],
      ['2', 'Grace', 'H', 'free', '4', '1'],
      ['3', 'Ida', 'R', 'paid', '3', '1'],
    ],
  ],
  [
    'plays-by-level-and-location',
    ALL,
    'level location plays listeners',
    [
      ['paid', 'London', '7', '2'],
      ['free', null, '4', '1'],
      ['free', 'London', '3', '2'],
    ],
  ],
  [
    'new-paying-users',
    ALL,
    'user_id first_name last_name first_paid_play',
    [['1', 'Ada', 'L', '2018-11-16 17:00:00.5']],
  ],
  [
    'new-paying-users',
    { days: { first: THURSDAY, last: THURSDAY }, limit: undefined },
    'user_id first_name last_name first_paid_play',
    [],
  ],
  [
    'unmatched-plays',
    ALL,
    'reason artist title duration plays',
    [
      ['encoding', 'Artist', twice('Für'), '200.5', '1'],
      ['encoding', twice('Björk'), 'Jóga', '200.5', '1'],
      ['no song in the event', null, null, '200.5', '1'],
      ['other duration', 'Artist', 'Title', '1.25', '1'],
      ['unknown artist', 'Artist ', 'Title', '200.5', '1'],
      ['unknown artist', 'Nobody', 'Title', '200.5', '1'],
      ['unknown artist', 'SÃO', 'Title', '200.5', '1'],
      ['unknown title', 'Artist', 'Other', '200.5', '1'],
    ],
  ],
];

describe.each(Object.keys(engines))('the built-in queries on %s', (engine) => {
  let world: World;
  let warehouse: Warehouse;
  beforeAll(async () => {
    world = (await engines[engine]?.open()) as World;
    warehouse = world.warehouse;
    world.deliver(THURSDAY, THURSDAY_PLAYS);
    world.deliver(FRIDAY, FRIDAY_PLAYS);
    world.deliverSongs([song({}), song({ song_id: 'SO2', artist_name: 'Late', artist_id: 'AR2' })]);
    const { exitCode, failure } = await world.command('run-all', { kind: 'all' });
    expect({ exitCode, failure }).toEqual({ exitCode: 0, failure: undefined });
  });
  afterAll(() => world.close());

  const ask = (name: string, choice: QueryChoice) =>
    runQuery(warehouse, builtInQuery(name, openCatalog(warehouse.dialect), choice), NEVER);
  const own = (sql: string) => runQuery(warehouse, { name: '--sql', sql, values: [] }, NEVER);

  it.each(EXPECTED)('%s %j', async (name, choice, columns, rows) => {
    const table = await ask(name, choice);
    expect(table.columns.map((column) => column.name).join(' ')).toBe(columns);
    expect(table.rows).toEqual(rows);
    for (const { name: column, kind } of table.columns) {
      const isNumber = /^(plays|listeners|sessions|hour|weekday|user_id|duration)$/.test(column);
      expect(kind, column).toBe(isNumber ? 'number' : 'text');
    }
  });

  it('are all tried here', () => {
    // Those about checks have a test of their own.
    const all = builtInQueries(openCatalog(warehouse.dialect)).map(({ name }) => name);
    const names = all.filter((name) => !name.startsWith('check-'));
    expect([...new Set(EXPECTED.map(([name]) => name))].sort()).toEqual(names);
  });

  it('tell of a song that came after the play', async () => {
    await execute(
      warehouse,
      "update songplays set song_id = null, artist_id = null where user_id = 3 and level = 'free'",
    );
    expect((await ask('unmatched-plays', onFriday)).rows).toContainEqual([
      ...['song came after the play was loaded', 'Artist', 'Title', '200.5', '1'],
    ]);
  });

  it('one of the user: names twice, no row, booleans, exact numbers', async () => {
    const table = await own(
      'select user_id, user_id, user_id = 1, user_id * 4611686018427387904 from users where user_id = 1',
    );
    expect(table.columns.map(({ kind }) => kind)).toEqual(['number', 'number', 'boolean', 'number']);
    expect(table.columns.slice(0, 2).map(({ name }) => name)).toEqual(['user_id', 'user_id']);
    expect(table.rows).toEqual([['1', '1', 'true', '4611686018427387904']]);
    expect(await own('select level from users where user_id = -1')).toEqual({
      columns: [{ name: 'level', kind: 'text' }],
      rows: [],
    });
  });

  it('what a query that got past the check writes is rolled back', async () => {
    const before = await own('select count(*) from users');
    await own('delete from users');
    expect(await own('select count(*) from users')).toEqual(before);
  });

  it('an error of the engine names the query', async () => {
    await expect(own('select nothing from users')).rejects.toMatchObject({
      kind: 'warehouse',
      message: expect.stringMatching(/\(--sql\): .*nothing/),
      // Redshift does not say where.
      details: engine === 'redshift' ? [] : expect.arrayContaining([expect.stringContaining('select nothing')]),
    });
  });

  it('without tables say which command makes them', async () => {
    const empty = (await engines[engine]?.open()) as World;
    const statement = builtInQuery('plays-by-hour', openCatalog(warehouse.dialect), ALL);
    await expect(runQuery(empty.warehouse, statement, NEVER)).rejects.toMatchObject({
      kind: 'missingStep',
      hint: 'run: sparkify-etl create-tables',
    });
    await empty.close();
  });
});

describe('a warehouse that is opened for reading refuses to write, whatever the check of the text says', () => {
  it('on DuckDB', async () => {
    const path = join(tempFolder(), 'read.duckdb');
    await (await openTestWarehouse(path)).close();
    const reading = await openDuckDb(path, openCatalog('duckdb'), 'read');
    const write = runQuery(reading, { name: '--sql', sql: 'delete from users', values: [] }, NEVER);
    await expect(write).rejects.toMatchObject({ kind: 'warehouse', message: expect.stringContaining('read-only') });
    await reading.close();
  });

  it('on PostgreSQL, where a second statement is refused too', async () => {
    const database = await createTestDatabase();
    await database.query('create table t (a integer)');
    const services = compose(readConfig({}, { WAREHOUSE_URL: database.url }), {}, 'read', NEVER);
    const reading = await services.warehouse();
    const table = (sql: string) =>
      reading.transaction((session) => session.table({ name: '--sql', sql, values: [] }), NEVER);
    await expect(table('delete from t')).rejects.toThrow(/read-only transaction/);
    await expect(table('with x as (delete from t returning a) select * from x')).rejects.toThrow(/read-only/);
    await expect(table('select 1; commit; delete from t')).rejects.toThrow(/multiple commands/);
    await expect(table("select set_config('transaction_read_only', 'off', false)")).rejects.toThrow(/read-write mode/);
    await services.close();
  });
});
