import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInChecks } from '../../src/checks/built-in.ts';
import type { CheckDefinition } from '../../src/checks/definition.ts';
import { evaluateChecks } from '../../src/checks/evaluate.ts';
import type { CheckOutcome, CheckResult } from '../../src/core/event.ts';
import type { SqlCatalog, SqlParameters } from '../../src/core/statement.ts';
import { openCatalog } from '../../src/sql/catalog.ts';
import { NEVER } from '../support/warehouse.ts';
import type { World } from '../support/world.ts';
import { DAY, DAYS, loadCleanDays, NEXT } from './checks/clean.ts';
import { EXACT } from './checks/exact.ts';
import { NOTICED } from './checks/noticed.ts';
import { copied } from './checks/spoil.ts';
import type { Engine } from './engines.ts';

const NAMES = builtInChecks(openCatalog('duckdb')).map(({ name }) => name);
const SETTINGS: SqlParameters = { least_match_share: 0.05, fresh_since: NEXT };

/** What the built-in checks say of clean days, and of days that were spoiled, whatever the engine. */
export function describeChecks(engine: Engine): void {
  describe('the built-in checks', () => {
    let world: World;
    let sql: SqlCatalog;
    let all: readonly CheckDefinition[];
    beforeAll(async () => {
      world = await engine.open();
      await loadCleanDays(world);
      sql = openCatalog(world.warehouse.dialect);
      all = builtInChecks(sql);
    });
    afterAll(() => world.close());

    /** Spoils the warehouse, evaluates checks, and undoes it all. */
    async function evaluate(
      spoil: readonly string[],
      days: readonly string[],
      settings: SqlParameters = SETTINGS,
      isWanted: (check: CheckDefinition) => boolean = () => true,
    ): Promise<readonly CheckResult[]> {
      const undo = new Error('only tried');
      let results: readonly CheckResult[] = [];
      const trial = world.warehouse.transaction(async (session) => {
        for (const statement of spoil) await session.run({ name: 'spoil', sql: statement, values: [] });
        const checks = all.filter(isWanted);
        const options = { unblocked: new Set<string>(), clock: () => 0 };
        results = await evaluateChecks(session, sql, checks, { days, settings }, options);
        throw undo;
      }, NEVER);
      await expect(trial).rejects.toBe(undo);
      return results;
    }

    async function outcomeOf(name: string, spoil: readonly string[], days: readonly string[]): Promise<CheckOutcome> {
      const [result] = await evaluate(spoil, days, SETTINGS, (check) => check.name === name);
      return result?.outcome ?? 'broken';
    }

    it('each have a way to fail here', () => {
      expect(Object.keys(EXACT).sort()).toEqual(NAMES);
      expect(Object.keys(NOTICED).filter((name) => !NAMES.includes(name))).toEqual([]);
    });

    it.each([[[]], [[DAY]], [[NEXT, DAY]], [[DAYS[0] ?? '']]])('pass on clean days (%j)', async (days) => {
      const results = await evaluate([], days);
      expect(results.map(({ check }) => check)).toEqual(NAMES);
      expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    });

    const ways = Object.entries(EXACT).flatMap(([name, list]) => list.map((way) => [name, way] as const));

    it.each(ways)('%s alone notices %j', async (name, { spoil, only, settings }) => {
      for (const days of only === 'all' ? [[]] : [[], [DAY]]) {
        const results = await evaluate(spoil, days, { ...SETTINGS, ...settings });
        const found = results.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'empty');
        const { severity } = results.find(({ check }) => check === name) ?? {};
        const expected = [{ check: name, outcome: severity === 'error' ? 'failed' : 'warned' }];
        expect(
          found.map(({ check, outcome }) => ({ check, outcome })),
          `days ${days}`,
        ).toEqual(expected);
        expect(found[0]?.sample.length).toBeGreaterThan(0);
      }
    });

    const further = Object.entries(NOTICED).flatMap(([name, list]) => list.map((spoil) => [name, spoil] as const));

    it.each(further)('%s notices %j', async (name, spoil) => {
      const statements = typeof spoil === 'string' ? [spoil] : spoil;
      for (const days of [[], [DAY]]) {
        expect(await outcomeOf(name, statements, days), `days ${days}`).toMatch(/^(failed|warned)$/);
      }
    });

    it('of days do not look at others', async () => {
      const spoil = [`update songplays set level = 'trial' where log_date = '${NEXT}'`];
      expect(await outcomeOf('songplays_levels', spoil, [DAY])).toBe('passed');
      expect(await outcomeOf('songplays_levels', spoil, [NEXT])).toBe('warned');
    });

    it('are empty, not passed, where there is nothing to look at', async () => {
      const results = await evaluate([], ['2018-12-24']);
      const ofDays = builtInChecks(openCatalog('duckdb')).filter(
        ({ scope, tables }) => scope === 'days' && tables[0] !== 'users',
      );
      const outcomes = new Map(results.map(({ check, outcome }) => [check, outcome]));
      expect(ofDays.filter(({ name }) => outcomes.get(name) !== 'empty').map(({ name }) => name)).toEqual([]);
    });

    describe('songplays_reconciled', () => {
      const again = copied('staging_events', "sessionid = 902 and page = 'NextSong'", `log_date = '${NEXT}'`);

      it('counts an event that came with two days once', async () => {
        for (const days of [[], [DAY], [NEXT]]) {
          expect(await outcomeOf('songplays_reconciled', again, days)).toBe('passed');
          const without = [...again, 'delete from songplays where session_id = 902'];
          expect(await outcomeOf('songplays_reconciled', without, days)).toBe('failed');
        }
      });

      it('does not miss the plays of a day that is only staged', async () => {
        const spoil = ['etl_published_days', 'songplays'].map(
          (table) => `delete from ${table} where log_date = '${NEXT}'`,
        );
        expect(await outcomeOf('songplays_reconciled', spoil, [])).toBe('passed');
      });

      it('leaves a play that took the place of another to songplays_agree, where the numbers of the day agree', async () => {
        const spoil = [
          "update songplays set songplay_id = md5('another'), session_id = 9 where session_id = 902 and song_id is null",
        ];
        expect(await outcomeOf('songplays_reconciled', spoil, [DAY])).toBe('passed');
        expect(await outcomeOf('songplays_agree', spoil, [DAY])).toBe('failed');
      });
    });

    it('users_latest looks at the latest play of the users of the days, whenever that was', async () => {
      const spoil = [`update staging_events set firstname = 'New' where log_date = '${NEXT}' and userid = 1`];
      expect(await outcomeOf('users_latest', spoil, [DAY])).toBe('failed');
    });

    it.each(['songplays_encoding', 'songs_encoding', 'artists_encoding', 'users_encoding', 'staging_events_encoding'])(
      '%s finds no fault with accents',
      async (name) => {
        for (const text of ['JOÃO À Â', 'Ãe', 'Björk', 'São Paulo', '«Â»', 'ÂÃÂ']) {
          const spoil = [
            `update songplays set location = '${text}'`,
            `update songs set title = '${text}'`,
            `update artists set name = '${text}', location = '${text}'`,
            `update users set first_name = '${text}', last_name = '${text}'`,
            `update staging_events set artist = '${text}', song = '${text}'`,
          ];
          expect(await outcomeOf(name, spoil, []), text).toBe(text === '«Â»' ? 'warned' : 'passed');
        }
      },
    );

    it('songplays_plausible takes the day before and the day after', async () => {
      for (const time of ['2018-11-14 00:00:00', '2018-11-16 23:59:59.999']) {
        const spoil = [`update songplays set start_time = '${time}' where session_id = 901`];
        expect(await outcomeOf('songplays_plausible', spoil, [DAY])).toBe('passed');
      }
    });

    it('the share that finds its song is compared with at least seven days, however long ago', async () => {
      const none = `update songplays set song_id = null where log_date = '${DAY}'`;
      const forget = (days: number) =>
        DAYS.slice(0, days).map((day) => `delete from etl_published_days where log_date = '${day}'`);
      expect(await outcomeOf('songplays_match_trend', [none, ...forget(2)], [DAY])).toBe('warned');
      expect(await outcomeOf('songplays_match_trend', [none, ...forget(3)], [DAY])).toBe('passed');
    });

    it('the number of plays is compared with at least three days', async () => {
      const few = `delete from songplays where log_date = '${DAY}' and session_id > 902`;
      const forget = `delete from etl_published_days where log_date = '${DAYS[0]}'`;
      expect(await outcomeOf('songplays_volume', [few], [DAY])).toBe('warned');
      expect(await outcomeOf('songplays_volume', [few, forget], [DAY])).toBe('passed');
    });

    it('columns are not judged by fewer than ten rows', async () => {
      const few = `delete from staging_events where log_date = '${DAY}' and sessionid > 904`;
      const none = `update staging_events set length = null, auth = null where log_date = '${DAY}'`;
      for (const name of ['staging_events_mapped', 'staging_events_filled']) {
        expect(await outcomeOf(name, [none, few], [DAY])).toBe('passed');
      }
    });
  });
}
