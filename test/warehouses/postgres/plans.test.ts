import { beforeAll, expect, it } from 'vitest';
import { builtInChecks } from '../../../src/checks/built-in.ts';
import { evaluateChecks } from '../../../src/checks/evaluate.ts';
import type { Statement } from '../../../src/core/statement.ts';
import type { Session } from '../../../src/core/warehouse.ts';
import { PIPELINE } from '../../../src/pipeline.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import type { RunContext } from '../../../src/tasks.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { makeWarehouseOn } from '../../support/postgres-warehouse.ts';
import { execute, NEVER } from '../../support/warehouse.ts';

const DAYS = 400;
const EVENTS_A_DAY = 480;
const DAY = '2018-11-15';
/** What compares a day with the 28 before it, however long the history is. */
const DAYS_COMPARED: Readonly<Record<string, number>> = { 'check/songplays_match_trend': 30 };
/** What grows with every day that is loaded. */
const HISTORY = ['staging_events', 'songplays', 'time'];

const catalog = openCatalog('postgres');
const database = await createTestDatabase();
const warehouse = await makeWarehouseOn(database);

/** A year and more of plays by a few hundred users, all published; made by the tool's own statements. */
beforeAll(async () => {
  const text = (name: string) => catalog.statement(name).sql;
  await execute(
    warehouse,
    `insert into staging_events (firstname, gender, iteminsession, lastname, level, page, sessionid, song, artist, length, ts,
       userid, log_date, start_time)
     select 'Ada', 'F', n % 50, 'Lovelace', 'free', case when n % 8 = 0 then 'Home' else 'NextSong' end, n / 50, 'Title ' || n % 90,
       'Artist', 200.5, extract(epoch from at) * 1000, n % 300, cast(at as date), at
     from (
       select n, timestamp '2018-01-01' + n * interval '3 minutes' as at from generate_series(0, ${DAYS * EVENTS_A_DAY - 1}) n
     ) events`,
    `insert into staging_songs (song_id, artist_id, title, artist_name, duration)
     select 'SO' || n, 'AR1', 'Title ' || n, 'Artist', 200.5 from generate_series(0, 70) n`,
    'insert into etl_published_days select distinct log_date from staging_events',
    'insert into etl_staged_days select log_date, count(*) from staging_events group by log_date',
    'analyze',
    "insert into etl_stale_times select distinct start_time from staging_events where page = 'NextSong'",
    "insert into etl_stale_users select distinct userid from staging_events where page = 'NextSong'",
    'analyze',
    text('load-fact/insert-songplays'),
    'analyze',
    ...['insert-users', 'insert-times', 'insert-songs', 'insert-artists'].map((name) => text(`load-dims/${name}`)),
    'delete from etl_stale_times',
    'delete from etl_stale_users',
    'analyze',
  );
  await database.query('vacuum');
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How many rows of the history's tables a plan has looked at. */
function rowsLookedAt(node: PlanNode): number {
  const isOfHistory = HISTORY.includes(node['Relation Name'] ?? '') && node['Node Type'].includes('Scan');
  const own = isOfHistory ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((sum, each) => sum + rowsLookedAt(each), own);
}

/** Runs statements on a session, noting how many rows of the history each has looked at. */
function explaining(session: Session, found: Map<string, number>): Session {
  const explain = async (statement: Statement) => {
    const sql = `explain (analyze, format json) ${statement.sql}`;
    const [row] = await session.query({ ...statement, sql });
    const [{ Plan }] = JSON.parse(String(row?.['QUERY PLAN'])) as [{ Plan: PlanNode }];
    found.set(statement.name, Math.max(rowsLookedAt(Plan), found.get(statement.name) ?? 0));
  };
  return {
    async run(statement) {
      if (statement.name.startsWith('analyze/')) return session.run(statement);
      await explain(statement);
      return 0;
    },
    async query(statement) {
      await explain(statement);
      return session.query(statement);
    },
    table: (statement) => session.table(statement),
  };
}

it('loading one day reads no more of the history than its own', async () => {
  const found = new Map<string, number>();
  const undo = new Error('only tried');
  const work = warehouse.transaction(async (session) => {
    const explained = explaining(session, found);
    await explained.run(catalog.statement('stage/delete-events', { days: [DAY] }));
    const context = {
      ...{
        warehouse,
        sql: catalog,
        session: explained,
        days: [DAY],
        mode: 'upsert',
        withFact: true,
        rematch: 'changed',
        signal: NEVER,
      },
      emit: () => undefined,
    } as unknown as RunContext;
    for (const task of PIPELINE) {
      if (['fact', 'dimension'].includes(task.stage)) await task.run(context, () => undefined);
    }
    const checks = builtInChecks(catalog).filter(({ when, setting }) => when === 'always' && setting === undefined);
    const options = { unblocked: new Set<string>(), clock: () => 0 };
    // One by one, so that each is measured by itself.
    for (const check of checks)
      await evaluateChecks(explained, catalog, [check], { days: [DAY], settings: {} }, options);
    throw undo;
  }, NEVER);
  await expect(work).rejects.toBe(undo);
  expect(found.get('stage/delete-events')).toBe(EVENTS_A_DAY);
  // A user's latest play, or a play's entry in time, is looked up for each of the day's: a few times its rows, not 400 times.
  const daysFor = (name: string) => DAYS_COMPARED[name] ?? 8;
  expect([...found].filter(([name, rows]) => rows > daysFor(name) * EVENTS_A_DAY)).toEqual([]);
});
