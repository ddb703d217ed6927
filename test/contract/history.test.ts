import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalendarDay } from '../../src/core/calendar.ts';
import type { SqlCatalog } from '../../src/core/statement.ts';
import type { Session, StageFile } from '../../src/core/warehouse.ts';
import { readLastAndRunning, readLatestRuns, readRun } from '../../src/read-history.ts';
import { readKnownDays, toCalendar } from '../../src/read-status.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { execute, NEVER, TABLES } from '../support/warehouse.ts';
import { play, song, type World } from '../support/world.ts';
import { duckDbEngine, type Engine, postgresEngine, redshiftEngine } from './engines.ts';

const engines: Readonly<Record<string, Engine>> = {
  duckdb: duckDbEngine(),
  postgres: await postgresEngine(),
  redshift: await redshiftEngine(),
};

const NOW = new Date('2018-12-01T04:00:00Z');
const [THURSDAY, FRIDAY] = ['2018-11-15', '2018-11-16'];

/** A row of etl_runs: what a test does not care about is filled in. */
const runRow = (id: string, state: string, startedAt: string, endedAt = 'null', error = 'null') =>
  `('${id}', 'run-all', '1.2.3', '${state}', ${state === 'running' ? 'null' : 1}, true, 'host', 4711, '${THURSDAY}',
    '${FRIDAY}', 2, 100, 3, '${startedAt}', ${endedAt}, ${error})`;
const RUNS = [
  runRow('20181115T000000Z-aaaaaa', 'failed', '2018-11-15 00:00:00.25', "'2018-11-15 00:00:02'", "'it said why'"),
  runRow('20181116T000000Z-bbbbbb', 'succeeded', '2018-11-16 00:00:00', "'2018-11-16 00:01:00.5'"),
  // The same second.
  runRow('20181201T000000Z-ffffff', 'succeeded', '2018-12-01 00:00:00.1', "'2018-12-01 00:00:01'"),
  runRow('20181201T000000Z-000000', 'running', '2018-12-01 00:00:00.9'),
];

describe.each(Object.entries(engines))('what is kept on %s', (_name, engine) => {
  let world: World;
  beforeAll(async () => {
    world = await engine.open();
    expect(await world.command('create-tables')).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => world.close());
  const ask = <T>(work: (session: Session, sql: SqlCatalog) => Promise<T>) =>
    world.warehouse.transaction((session) => work(session, openCatalog(world.warehouse.dialect)), NEVER);
  const clear = (...then: readonly string[]) =>
    execute(world.warehouse, ...TABLES.map((table) => `delete from ${table}`), ...then);

  describe('of runs', () => {
    beforeAll(() =>
      clear(
        `insert into etl_runs
           (run_id, command, version, state, exit_code, is_writing, host, process_id, first_day, last_day, day_count,
            records_read, records_rejected, started_at, ended_at, error)
         values ${RUNS.join(', ')}`,
        `insert into etl_run_days values ('20181115T000000Z-aaaaaa', '${FRIDAY}', 'pending', null),
           ('20181115T000000Z-aaaaaa', '${THURSDAY}', 'failed', 'a bad record')`,
        `insert into etl_tasks values
           ('20181115T000000Z-aaaaaa', 2, 'create:users', 'succeeded', 1, 1, null, null, null, null, null, '2018-11-15 00:00:01.5', '2018-11-15 00:00:01.501'),
           ('20181115T000000Z-aaaaaa', 1, 'check:users_plays', 'failed', 1, 2, 7, null, null, null, 'why', null, '2018-11-15'),
           ('20181115T000000Z-aaaaaa', 1, 'dim:users', 'succeeded', 3, 2, 7, null, null, null, null, null, '2018-11-15'),
           ('20181115T000000Z-aaaaaa', 1, 'stage:events', 'succeeded', 2, 9, 97, 2, 5000000000, 3, null, null, '2018-11-15')`,
        `insert into etl_check_results
           (run_id, command, check_name, severity, outcome, is_unblocked, row_count, examined_count, duration_ms, checked_at)
         values ('20181115T000000Z-aaaaaa', 'run-all', 'users_plays', 'error', 'failed', false, 7, 90, 1, '2018-11-15'),
           ('20181115T000000Z-aaaaaa', 'run-all', 'users_levels', 'error', 'warned', true, 1, null, 1, '2018-11-15'),
           ('20181115T000000Z-aaaaaa', 'run-all', 'users_genders', 'warn', 'passed', false, 0, 90, 1, '2018-11-15')`,
      ),
    );

    it('are the latest, the newest first, whatever their ids', async () => {
      const ids = async (limit: number) =>
        (await ask((session, sql) => readLatestRuns(session, sql, limit, NOW))).map(({ run }) => run);
      expect(await ids(20)).toEqual([
        '20181201T000000Z-000000',
        '20181201T000000Z-ffffff',
        '20181116T000000Z-bbbbbb',
        '20181115T000000Z-aaaaaa',
      ]);
      expect(await ids(2)).toEqual(['20181201T000000Z-000000', '20181201T000000Z-ffffff']);
    });

    it('are the last that has ended, and those that have not', async () => {
      const { lastRun, running } = await ask((session, sql) => readLastAndRunning(session, sql, NOW));
      expect(lastRun).toMatchObject({ run: '20181201T000000Z-ffffff', state: 'succeeded', durationMs: 900 });
      expect(running).toMatchObject([
        { run: '20181201T000000Z-000000', exitCode: null, endedAt: null, durationMs: 4 * 3_600_000 - 900 },
      ]);
    });

    it.each(['20181115T000000Z-aaaaaa', '20181115'])('are all of %s', async (wanted) => {
      expect(await ask((session, sql) => readRun(session, sql, wanted, NOW))).toEqual({
        run: '20181115T000000Z-aaaaaa',
        command: 'run-all',
        version: '1.2.3',
        state: 'failed',
        exitCode: 1,
        host: 'host',
        processId: 4711,
        firstDay: THURSDAY,
        lastDay: FRIDAY,
        days: 2,
        recordsRead: 100,
        recordsRejected: 3,
        startedAt: '2018-11-15T00:00:00.250Z',
        endedAt: '2018-11-15T00:00:02.000Z',
        durationMs: 1750,
        error: 'it said why',
        outcomes: [
          { day: THURSDAY, outcome: 'failed', reason: 'a bad record' },
          { day: FRIDAY, outcome: 'pending', reason: null },
        ],
        incompleteDays: [THURSDAY, FRIDAY],
        tasks: [
          task({ task: 'stage:events', attempts: 2, durationMs: 9, rows: 97, files: 2, bytes: 5e9, rejected: 3 }),
          task({ task: 'dim:users', attempts: 3, durationMs: 2, rows: 7 }),
          task({ task: 'check:users_plays', outcome: 'failed', durationMs: 2, rows: 7, reason: 'why' }),
          task({
            ...{ task: 'create:users', chunk: 2, durationMs: 1 },
            ...{ startedAt: '2018-11-15T00:00:01.500Z', endedAt: '2018-11-15T00:00:01.501Z' },
          }),
        ],
        checks: [
          {
            check: 'users_levels',
            severity: 'error',
            outcome: 'warned',
            isUnblocked: true,
            count: 1,
            examined: null,
            finding: null,
          },
          {
            check: 'users_plays',
            severity: 'error',
            outcome: 'failed',
            isUnblocked: false,
            count: 7,
            examined: 90,
            finding: null,
          },
        ],
      });
    });

    it('are those of the latest run, if that is asked for', async () => {
      expect(await ask((session, sql) => readRun(session, sql, 'last', NOW))).toMatchObject({
        run: '20181201T000000Z-000000',
        outcomes: [],
        tasks: [],
        checks: [],
      });
    });

    it.each([
      ['20181201T', '2 runs begin with "20181201T"', 'give more of the id'],
      ['20181116T000000Z-bbbbcb', 'there is no run "20181116T000000Z-bbbbcb"', 'did you mean 20181116T000000Z-bbbbbb?'],
      [
        "x' or 1=1",
        `there is no run "x' or 1=1"`,
        'sparkify-etl history lists them; the latest is 20181201T000000Z-000000',
      ],
    ])('are none of %j, and the error helps', async (wanted, message, hint) => {
      const asked = ask((session, sql) => readRun(session, sql, wanted, NOW));
      await expect(asked).rejects.toMatchObject({ kind: 'usage', message, hint });
    });
  });

  describe('of tasks', () => {
    it('is when each began and ended, its first attempt and its last', async () => {
      await clear();
      world.deliverSongs([song({})]);
      world.deliver(THURSDAY, [play({ ts: Date.parse(`${THURSDAY}T10:00:00Z`) })]);
      // Every look at the clock is a second later.
      let moment = Date.parse('2018-12-01T03:00:00Z');
      const now = () => {
        moment += 1000;
        return new Date(moment);
      };
      const started: string[] = [];
      const { exitCode } = await world.command('run-all', undefined, {
        now,
        watch: (event) => {
          if (event.type === 'task-started') started.push(event.task);
        },
      });
      expect(exitCode).toBe(0);
      const { tasks, startedAt, endedAt } = await ask((session, sql) => readRun(session, sql, 'last', NOW));
      expect(tasks.map((each) => each.task).sort()).toEqual([...started].sort());
      const moments = [startedAt, ...tasks.flatMap((each) => [String(each.startedAt), each.endedAt]), String(endedAt)];
      expect(new Set(moments).size).toBe(moments.length);
      expect([...moments].sort()[0]).toBe(startedAt);
      expect([...moments].sort().at(-1)).toBe(endedAt);
      for (const each of tasks) expect(String(each.startedAt) < each.endedAt, each.task).toBe(true);
      const of = (id: string) => tasks.find((each) => each.task === id);
      expect(String(of('fact:songplays')?.startedAt) > String(of('stage:events')?.endedAt)).toBe(true);
      expect(String(of('dim:users')?.startedAt) > String(of('fact:songplays')?.endedAt)).toBe(true);
    });
  });

  describe('of what runs did not load', () => {
    const runAt = (id: string, state: string, from: string, to = 'null', command = 'run-all', days = 1) =>
      `('${id}', '${command}', '1', '${state}', null, true, 'h', 1, null, null, ${days}, 0, 0, '2018-12-01 ${from}', ${
        to === 'null' ? to : `'2018-12-01 ${to}'`
      }, null)`;
    const keep = async (runs: readonly string[], days: readonly string[], ...more: readonly string[]) => {
      await clear(
        `insert into etl_runs (run_id, command, version, state, exit_code, is_writing, host, process_id, first_day,
           last_day, day_count, records_read, records_rejected, started_at, ended_at, error) values ${runs.join(', ')}`,
        ...(days.length === 0 ? [] : [`insert into etl_run_days values ${days.join(', ')}`]),
        ...more,
      );
    };
    const incomplete = async () =>
      (await ask((session, sql) => session.query(sql.statement('state/incomplete-runs')))).map(({ run_id }) => run_id);
    const daysOf = async (run: string) =>
      (await ask((session, sql) => session.query(sql.statement('state/incomplete-days', { run })))).map(
        ({ day }) => day,
      );

    it('is what no later run has loaded, later by the moment when it ended', async () => {
      await keep(
        [
          runAt('a', 'failed', '03:00:00.001', '03:00:00.100'),
          // In the same second, and its name sorts before.
          runAt('0', 'succeeded', '03:00:00.200', '03:00:00.900'),
          // It waited for the other, and began before it.
          runAt('c', 'failed', '04:00:00', '04:09:00'),
          runAt('d', 'succeeded', '03:59:00', '04:10:00'),
        ],
        [
          `('a', '${THURSDAY}', 'failed', null), ('0', '${THURSDAY}', 'published', null)`,
          `('c', '${FRIDAY}', 'failed', null), ('d', '${FRIDAY}', 'published', null)`,
        ],
      );
      expect(await incomplete()).toEqual([]);
      await execute(world.warehouse, "update etl_runs set ended_at = '2018-12-01 04:08:00' where run_id = 'd'");
      await execute(world.warehouse, "update etl_runs set ended_at = '2018-12-01 03:00:00.050' where run_id = '0'");
      expect(await incomplete()).toEqual(['c', 'a']);
      expect([await daysOf('a'), await daysOf('c')]).toEqual([[THURSDAY], [FRIDAY]]);
    });

    it('of two that were killed one after the other is not what the first had loaded before the second began', async () => {
      await keep(
        // The second found the first, and marked it.
        [runAt('a', 'abandoned', '03:00:00', '05:00:01'), runAt('b', 'running', '05:00:00')],
        [`('a', '${THURSDAY}', 'published', null), ('b', '${THURSDAY}', 'pending', null)`],
      );
      expect([await incomplete(), await daysOf('b')]).toEqual([['b'], [THURSDAY]]);
    });

    it('is not loaded by being staged, where it was to be published', async () => {
      await keep(
        [
          runAt('a', 'failed', '03:00:00', '03:01:00'),
          runAt('b', 'failed', '03:00:00', '03:01:00', 'stage'),
          runAt('c', 'succeeded', '04:00:00', '04:01:00', 'stage'),
        ],
        [
          `('a', '${THURSDAY}', 'failed', null), ('b', '${THURSDAY}', 'pending', null), ('c', '${THURSDAY}', 'staged', null)`,
        ],
      );
      expect(await incomplete()).toEqual(['a']);
    });

    it('of one that was killed is what it had not published; that is noted by the next that finds it', async () => {
      const file = (run: string, day: string) => `('events', 'f', '1', 1, '${day}', 1, 0, '${run}', '2018-12-01')`;
      await keep(
        [runAt('a', 'running', '03:00:00', 'null', 'run-all', 3)],
        [THURSDAY, FRIDAY, '2018-11-17'].map((day) => `('a', '${day}', 'pending', null)`),
        // The first it had published, the second staged; the third was published by another long ago.
        `insert into etl_files values ${file('a', THURSDAY)}, ${file('a', FRIDAY)}, ${file('other', '2018-11-17')}`,
        `insert into etl_published_days values ('${THURSDAY}'), ('2018-11-17')`,
      );
      expect([await incomplete(), await daysOf('a')]).toEqual([['a'], [FRIDAY, '2018-11-17']]);
      world.deliver('2018-11-18', [play({ ts: Date.parse('2018-11-18T10:00:00Z') })]);
      const stage = { only: 'events', now: () => NOW };
      expect(await world.command('stage', { kind: 'one', day: '2018-11-18' }, stage)).toMatchObject({ exitCode: 0 });
      const { state, endedAt, outcomes } = await ask((session, sql) => readRun(session, sql, 'a', NOW));
      expect([state, endedAt]).toEqual(['abandoned', NOW.toISOString()]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['published', 'pending', 'pending']);
      expect(await daysOf('a')).toEqual([FRIDAY, '2018-11-17']);
    });

    it('is told of a run that knew no days, until the same command succeeds', async () => {
      await keep([runAt('a', 'failed', '03:00:00', '03:01:00', 'run-all', 0)], []);
      expect(await incomplete()).toEqual(['a']);
      await keep(
        [
          runAt('a', 'failed', '03:00:00', '03:01:00', 'run-all', 0),
          runAt('b', 'succeeded', '04:00:00', '04:01:00', 'rematch', 0),
          runAt('c', 'succeeded', '05:00:00', '05:01:00', 'run-all', 0),
        ],
        [],
      );
      expect(await incomplete()).toEqual([]);
    });
  });

  describe('of days', () => {
    const calendar = async (source?: readonly StageFile[]) =>
      toCalendar(await ask((session, sql) => readKnownDays(session, sql)), source);
    const states = (days: readonly CalendarDay[]) => days.map(({ day, state }) => `${day.slice(8)} ${state}`);

    it('is nothing in the beginning', async () => {
      await clear();
      expect(await calendar()).toEqual([]);
      expect(await calendar([])).toEqual([]);
      await expect(ask((session, sql) => readRun(session, sql, 'last', NOW))).rejects.toMatchObject({
        message: 'no run is kept yet',
      });
    });

    it('follows what the commands do with them', async () => {
      await clear();
      world.deliverSongs([song({})]);
      const at = (day: string) => Date.parse(`${day}T10:00:00Z`);
      const good = (day: string) => play({ ts: at(day) });
      for (const day of ['2018-11-14', THURSDAY, FRIDAY, '2018-11-19']) world.deliver(day, [good(day)]);
      world.deliver('2018-11-20', [good('2018-11-20'), { ...good('2018-11-20'), ts: 'x' }]);
      const run = (name: string, day: string, options = {}) =>
        world.command(name, { kind: 'one', day }, options).then(({ exitCode }) => exitCode);
      expect(await run('run-all', '2018-11-14')).toBe(0);
      expect(await run('run-all', THURSDAY)).toBe(0);
      expect(await run('stage', THURSDAY, { only: 'events' })).toBe(0);
      expect(await run('stage', FRIDAY, { only: 'events' })).toBe(0);
      expect(await run('run-all', '2018-11-20', { maxErrors: 1 })).toBe(0);
      world.deliver('2018-11-17', [{ page: 'NextSong' }]);
      expect(await run('run-all', '2018-11-17')).toBe(3);
      expect(await run('run-all', '2081-11-18'), 'which has no file').toBe(3);
      expect(states(await calendar())).toEqual([
        '14 published',
        '15 restaged',
        '16 staged',
        '17 failed',
        '18 missing',
        '19 missing',
        '20 rejects',
      ]);
      expect((await calendar()).at(-1)).toMatchObject({ isPublished: true, records: 2, rejects: 1, files: null });
    });

    it('follows the latest run of each, and its failure', async () => {
      await clear(
        `insert into etl_published_days values ('${THURSDAY}'), ('2018-11-18')`,
        `insert into etl_staged_days values ('${THURSDAY}', 5), ('2018-11-18', 5)`,
        `insert into etl_runs
           (run_id, command, version, state, exit_code, is_writing, host, process_id, first_day, last_day, day_count,
            records_read, records_rejected, started_at, ended_at, error)
         values ${RUNS.join(', ')}`,
        `insert into etl_run_days values ('20181115T000000Z-aaaaaa', '${FRIDAY}', 'published', null),
           ('20181115T000000Z-aaaaaa', '2018-11-18', 'failed', 'once'),
           ('20181116T000000Z-bbbbbb', '2018-11-18', 'published', null),
           ('20181201T000000Z-ffffff', '${THURSDAY}', 'failed', 'a bad record'),
           ('20181201T000000Z-000000', '${THURSDAY}', 'pending', null),
           ('20181201T000000Z-ffffff', '1918-11-15', 'missing', 'looked for it'),
           ('20181201T000000Z-ffffff', '2018-11-17', 'missing', 'looked for it')`,
      );
      const days = await calendar();
      expect(states(days)).toEqual(['15 failed', '16 missing', '17 missing', '18 published']);
      expect(days[0]).toMatchObject({ isPublished: true, reason: 'a bad record', run: '20181201T000000Z-ffffff' });
      expect(days[2]).toMatchObject({ isPublished: false, reason: 'looked for it' });
    });

    it('knows pruned days for published, and compares files with the ledger', async () => {
      const entry = (uri: string, version: string, day: string) =>
        `('events', '${uri}', '${version}', 10, '${day}', 1, 0, 'r', '2018-12-01')`;
      await clear(
        `insert into etl_restaged_days values ('${THURSDAY}')`,
        `insert into etl_published_days values ('${FRIDAY}'), ('2018-11-17'), ('2018-11-18')`,
        `insert into etl_staged_days values ('${FRIDAY}', 5), ('2018-11-17', 5), ('2018-11-18', 5)`,
        `insert into etl_files values ${[
          entry('same', '1', THURSDAY),
          entry('changed', '1', FRIDAY),
          entry('gone', '1', '2018-11-17'),
          entry('kept', '1', '2018-11-18'),
        ].join(', ')},
          ('songs', 'song', '1', 10, null, 1, 0, 'r', '2018-12-01')`,
      );
      const file = (uri: string, version: string, day: string): StageFile => {
        return { object: { key: uri, uri, size: 10, version }, day };
      };
      const source = [
        file('same', '1', THURSDAY),
        file('changed', '2', FRIDAY),
        file('kept', '1', '2018-11-18'),
        file('another', '1', '2018-11-18'),
        file('first', '1', '2018-11-20'),
      ];
      expect(states(await calendar(source))).toEqual([
        '15 published',
        '16 changed',
        '17 vanished',
        '18 new',
        '19 missing',
        '20 new',
      ]);
      expect((await calendar(source))[0]?.files).toEqual({ new: 0, changed: 0, vanished: 0 });
      expect(states(await calendar())).toEqual(['15 published', '16 published', '17 published', '18 published']);
    });
  });
});

function task(members: Readonly<Record<string, unknown>>) {
  const nothing = { rows: null, files: null, bytes: null, rejected: null, reason: null };
  const times = { startedAt: null, endedAt: '2018-11-15T00:00:00.000Z' };
  return { chunk: 1, outcome: 'succeeded', attempts: 1, ...nothing, ...times, ...members };
}
