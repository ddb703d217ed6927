import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/core/event.ts';
import { checkStatements } from '../../src/record-checks.ts';
import type { DaySelection } from '../../src/source/find-files.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { execute, query } from '../support/warehouse.ts';
import { play, publishedIn, song, type World } from '../support/world.ts';
import type { Engine } from './engines.ts';

/** What is kept of the checks of a run, whatever becomes of its transaction. */
export function describeRecords(engine: Engine): void {
  const DAY: DaySelection = { kind: 'one', day: '2018-11-15' };
  let world: World;
  beforeEach(async () => {
    world = await engine.open();
    world.deliverSongs([song({})]);
    world.deliver('2018-11-15', [play({ level: 'paid' })]);
  });
  afterEach(() => world.close());

  const kept = (check: string) =>
    query(
      world.warehouse,
      `select run_id, command, severity, outcome, is_unblocked, row_count, examined_count, row_share,
         cast(first_day as varchar(10)) as first_day, cast(last_day as varchar(10)) as last_day
       from etl_check_results where check_name = '${check}'`,
    );

  describe('the results of checks', () => {
    it('survive the rollback that they caused, with rows that offended', async () => {
      expect(await world.command('run-all', DAY)).toMatchObject({ exitCode: 0 });
      await execute(world.warehouse, "insert into users values (77, 'Eve', 'N''ame', 'F', 'free')");
      const before = await publishedIn(world.warehouse);
      const failed = await world.command('run-all', DAY);
      expect(failed).toMatchObject({ exitCode: 1 });
      expect(await publishedIn(world.warehouse)).toEqual(before);

      const results = await kept('users_plays');
      expect(results.map(({ outcome, row_count }) => [outcome, Number(row_count)])).toEqual(
        expect.arrayContaining([
          ['passed', 0],
          ['failed', 1],
        ]),
      );
      const run = failed.events.find(({ type }) => type === 'run-started');
      const rows = await query(
        world.warehouse,
        `select offending_row from etl_check_failures
         where run_id = '${run?.type === 'run-started' ? run.run : ''}' and check_name = 'users_plays'`,
      );
      expect(rows.map(({ offending_row }) => JSON.parse(String(offending_row)))).toMatchObject([
        { first_name: 'Eve', last_name: "N'ame" },
      ]);
    });

    it('say of each the days, how many rows were examined, and which share of them offends', async () => {
      expect(await world.command('run-all', DAY)).toMatchObject({ exitCode: 0 });
      await execute(world.warehouse, "update songplays set level = 'trial'");
      await world.command('check', DAY, { only: 'songplays_levels' });
      const result = (await kept('songplays_levels')).find(({ outcome }) => outcome !== 'passed');
      expect(result).toMatchObject({ command: 'check', first_day: '2018-11-15', last_day: '2018-11-15' });
      expect([result?.row_count, result?.examined_count, result?.row_share].map(Number)).toEqual([1, 1, 1]);
      expect(String(result?.is_unblocked)).toMatch(/^f/);
    });

    it('say what was counted, where that is not rows', async () => {
      expect(await world.command('run-all', DAY)).toMatchObject({ exitCode: 0 });
      await execute(world.warehouse, 'delete from time', 'delete from artists');
      await world.command('check', undefined, { only: 'tables_not_empty' });
      const results = await query(
        world.warehouse,
        "select outcome, finding from etl_check_results where check_name = 'tables_not_empty'",
      );
      expect(results).toEqual(
        expect.arrayContaining([
          { outcome: 'passed', finding: null },
          { outcome: 'failed', finding: '2 empty tables' },
        ]),
      );
    });

    it('are as many as a backfill in hundreds of chunks has, with what each found', async () => {
      expect(await world.command('create-tables')).toMatchObject({ exitCode: 0 });
      const result: CheckResult = {
        ...{ check: 'many', title: 'Many.', severity: 'warn', scope: 'days', outcome: 'warned', count: 20 },
        sample: Array.from({ length: 20 }, (_, row) => ({ row })),
        // Redshift counts bytes.
        finding: 'ä'.repeat(4000),
        ...{ origin: 'many.sql', durationMs: 1 },
      };
      const run = { run: 'a', command: 'run-all', days: [], now: new Date('2018-12-01T00:00:00Z'), keepDays: 90 };
      const statements = checkStatements(openCatalog(world.warehouse.dialect), run, Array(700).fill(result));
      await world.warehouse.record(
        (session) => Promise.all(statements.map((statement) => session.run(statement))),
        new AbortController().signal,
      );
      const [kept] = await query(
        world.warehouse,
        `select (select count(*) from etl_check_results where run_id = 'a') as results,
           (select count(*) from etl_check_failures where run_id = 'a') as failures`,
      );
      expect([kept?.results, kept?.failures].map(Number)).toEqual([700, 14_000]);
    });

    it('say which check was told not to block, and what was published all the same', async () => {
      expect(await world.command('run-all', DAY)).toMatchObject({ exitCode: 0 });
      await execute(world.warehouse, "insert into users values (77, 'Eve', 'Name', 'F', 'free')");
      const result = await world.command('run-all', DAY, { noBlock: 'users_plays' });
      expect(result).toMatchObject({ exitCode: 0 });
      const unblocked = (await kept('users_plays')).find(({ outcome }) => outcome !== 'passed');
      expect(unblocked).toMatchObject({ severity: 'error', outcome: 'warned' });
      expect(String(unblocked?.is_unblocked)).toMatch(/^t/);
    });

    it('are kept, but rows that offended only as long as they should', async () => {
      expect(await world.command('run-all', DAY)).toMatchObject({ exitCode: 0 });
      await execute(
        world.warehouse,
        "insert into etl_check_failures values ('old', 'users_plays', 1, '{}', '2018-08-01 00:00:00')",
        "insert into etl_check_failures values ('recent', 'users_plays', 1, '{}', '2018-11-01 00:00:00')",
      );
      await world.command('check');
      const runs = await query(
        world.warehouse,
        "select run_id from etl_check_failures where check_name = 'users_plays'",
      );
      expect(runs.map(({ run_id }) => run_id)).toEqual(['recent']);
    });
  });
}
