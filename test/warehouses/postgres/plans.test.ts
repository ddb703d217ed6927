import { beforeAll, expect, it } from 'vitest';
import type { Statement } from '../../../src/core/statement.ts';
import type { Session } from '../../../src/core/warehouse.ts';
import { PIPELINE } from '../../../src/pipeline.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import type { RunContext } from '../../../src/tasks.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { makeWarehouseOn } from '../../support/postgres-warehouse.ts';
import { execute, NEVER } from '../../support/warehouse.ts';

const DAYS = 400;
const DAY = '2018-11-15';
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
       select n, timestamp '2018-01-01' + n * interval '3 minutes' as at from generate_series(0, ${DAYS * 480 - 1}) n
     ) events`,
    `insert into staging_songs (song_id, artist_id, title, artist_name, duration)
     select 'SO' || n, 'AR1', 'Title ' || n, 'Artist', 200.5 from generate_series(0, 70) n`,
    'insert into etl_published_days select distinct log_date from staging_events',
    'insert into etl_staged_days select log_date from etl_published_days',
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
  readonly Plans?: readonly PlanNode[];
}

/** The tables that a plan reads from the beginning to the end. */
function readWhole(node: PlanNode): string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [];
  return [...own, ...(node.Plans ?? []).flatMap(readWhole)];
}

/** Runs statements on a session, noting which read a table of the history as a whole. */
function explaining(session: Session, found: string[]): Session {
  const explain = async (statement: Statement) => {
    const sql = `explain (analyze, format json) ${statement.sql}`;
    const [row] = await session.query({ ...statement, sql });
    const [{ Plan }] = JSON.parse(JSON.stringify(row?.['QUERY PLAN'])) as [{ Plan: PlanNode }];
    const whole = readWhole(Plan).filter((table) => HISTORY.includes(table));
    if (whole.length > 0) found.push(`${statement.name}: ${whole.join(', ')}`);
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
  };
}

it('loading one day reads no more of the history than its own', async () => {
  const found: string[] = [];
  const undo = new Error('only tried');
  const work = warehouse.transaction(async (session) => {
    const explained = explaining(session, found);
    await explained.run(catalog.statement('stage/delete-events', { days: [DAY] }));
    const context = {
      ...{ warehouse, sql: catalog, session: explained, days: [DAY], mode: 'upsert', withFact: true, signal: NEVER },
      emit: () => undefined,
    } as unknown as RunContext;
    for (const task of PIPELINE) {
      const isOfDay = ['fact', 'dimension', 'check'].includes(task.stage) && !task.id.startsWith('audit:');
      if (isOfDay) await task.run(context, () => undefined);
    }
    throw undo;
  }, NEVER);
  await expect(work).rejects.toBe(undo);
  expect(found).toEqual([]);
});
