import { expect } from 'vitest';
import { builtInChecks } from '../../../src/checks/built-in.ts';
import { evaluateChecks } from '../../../src/checks/evaluate.ts';
import type { CheckResult } from '../../../src/core/event.ts';
import type { QueryRow, Session } from '../../../src/core/warehouse.ts';
import { openCatalog } from '../../../src/sql/catalog.ts';
import { execute, NEVER, TABLES } from '../../support/warehouse.ts';
import type { World } from '../../support/world.ts';
import { keyOf, PUBLISHED, type Published } from './columns.ts';
import { DAYS, type Load } from './loads.ts';

/** The published tables, each row as text. */
type Content = Readonly<Record<Published, readonly string[]>>;

/** What a change did, and what the checks say of it. */
export interface Trial {
  /** Rows that are not there any more, and rows that were not there before. */
  readonly gone: readonly string[];
  readonly come: readonly string[];
  /** The checks that found something that they had not found before, looking at all days. */
  readonly ofAllDays: readonly CheckResult[];
  /** The same, looking at nothing but the day that the row is of or, where that was changed, at one and then at the other. */
  readonly ofItsDays: readonly CheckResult[];
}

/** A loaded warehouse whose tables can be spoiled again and again. */
export interface Trials {
  /** Makes changes to a table, looks what the checks say, and undoes it all. */
  try(table: Published, statements: readonly string[]): Promise<Trial>;
}

/** Loads days into a world, instead of whatever was there. */
export async function openTrials(world: World, load: Load): Promise<Trials> {
  const { exitCode } = await world.command('create-tables');
  expect(exitCode).toBe(0);
  await execute(world.warehouse, ...TABLES.map((table) => `delete from ${table}`));
  world.deliverSongs(load.songs);
  for (const day of DAYS) world.deliver(day, load.events[day]);
  const { failure } = await world.command('run-all', { kind: 'all' });
  expect(failure).toBeUndefined();
  return trialsOn(world);
}

/** What is loaded in a world already. */
export async function trialsOn(world: World): Promise<Trials> {
  const sql = openCatalog(world.warehouse.dialect);
  const checks = builtInChecks(sql).filter(({ setting }) => setting === undefined);
  const look = (session: Session, days: readonly string[]) =>
    evaluateChecks(session, sql, checks, { days, settings: {} }, { unblocked: new Set(), clock: () => 0 });
  const scopes = [[], ...DAYS.map((day) => [day])];
  const { before, clean } = await world.warehouse.transaction(async (session) => {
    const looked = new Map<string, readonly CheckResult[]>();
    for (const days of scopes) looked.set(days.join(), await look(session, days));
    return { before: await contentOf(session), clean: looked };
  }, NEVER);
  expect([...clean.values()].flat().filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  return {
    async try(table, statements) {
      const undo = new Error('only tried');
      let trial: Trial | undefined;
      const work = world.warehouse.transaction(async (session) => {
        for (const sql of statements) await session.run({ name: 'change', sql, values: [] });
        const [gone, come] = differenceOf(before[table], (await contentOf(session))[table]);
        trial = { gone, come, ofAllDays: [], ofItsDays: [] };
        if (gone.length + come.length === 0) throw undo;
        const ofAllDays = newlyFound(await look(session, []), clean.get(''));
        const itsDays = new Set([...gone, ...come].map((row) => dayOf(table, rowOf(row), before)));
        const ofItsDays: CheckResult[] = [];
        for (const day of itsDays) ofItsDays.push(...newlyFound(await look(session, [day]), clean.get(day)));
        trial = { gone, come, ofAllDays, ofItsDays };
        throw undo;
      }, NEVER);
      await expect(work).rejects.toBe(undo);
      return trial as unknown as Trial;
    },
  };
}

async function contentOf(session: Session): Promise<Content> {
  const read = async (table: Published) => {
    const rows = await session.query({
      name: 'content',
      sql: `select * from ${table} order by ${keyOf(table)}`,
      values: [],
    });
    return [table, rows.map((row) => JSON.stringify(row))] as const;
  };
  return Object.fromEntries(await Promise.all(PUBLISHED.map(read))) as Record<Published, string[]>;
}

/** Rows of each list that the other one does not have, as often as there are more of them. */
function differenceOf(before: readonly string[], after: readonly string[]): [string[], string[]] {
  const [gone, come] = [[...before], [] as string[]];
  for (const row of after) {
    const place = gone.indexOf(row);
    if (place < 0) come.push(row);
    else gone.splice(place, 1);
  }
  return [gone, come];
}

export function rowOf(text: string | undefined): QueryRow {
  return text === undefined ? {} : (JSON.parse(text) as QueryRow);
}

/** The day on which somebody would look for a row: songs and artists are of no day, and looked at whatever the days are. */
function dayOf(table: Published, row: QueryRow, { songplays }: Content): string {
  if (table === 'songplays') return String(row.log_date);
  if (table === 'time') return String(row.start_time).slice(0, 10);
  const played = table === 'users' ? songplays.map(rowOf).find(({ user_id }) => user_id === row.user_id) : undefined;
  return played === undefined ? DAYS[0] : String(played.log_date);
}

function newlyFound(results: readonly CheckResult[], clean: readonly CheckResult[] = []): readonly CheckResult[] {
  const counts = new Map(clean.map(({ check, count }) => [check, count]));
  return results.filter(
    ({ check, outcome, count }) => /^(failed|warned)$/.test(outcome) && count !== counts.get(check),
  );
}
