import { EtlError } from './core/errors.ts';
import type { SqlCatalog } from './core/statement.ts';
import type { Session } from './core/warehouse.ts';
import { chosenDays, type DaySelection } from './source/find-files.ts';

/** What a day must have been through before a task can work on it, and the command that does it. */
const STATES = {
  staged: { query: 'state/all-staged-days', table: 'staging_events', command: 'stage' },
  published: { query: 'state/all-published-days', table: 'songplays', command: 'load-fact' },
} as const;
export type DayState = keyof typeof STATES;

/**
 * The chosen days that are staged, or published. A chosen day that is not, or none at all, is an error that says which
 * command makes it; in a range the others go on and `missing` lists it.
 */
export async function daysInState(
  session: Session,
  sql: SqlCatalog,
  state: DayState,
  selection: DaySelection,
): Promise<{ days: readonly string[]; missing: readonly { day: string; lookedFor: string }[] }> {
  const { query, table, command } = STATES[state];
  const known = (await session.query(sql.statement(query))).map(({ day }) => String(day));
  const wanted = selection.kind === 'all' ? known : chosenDays(selection);
  const days = wanted.filter((day) => known.includes(day));
  if (days.length === 0) {
    const what = selection.kind === 'one' ? `${selection.day} is not ${state}` : `none of the days is ${state}`;
    const flags = selection.kind === 'one' ? `--date ${selection.day}` : rangeFlags(selection);
    throw new EtlError('missingStep', what, { hint: `run: sparkify-etl ${command} ${flags}` });
  }
  const missing = wanted.filter((day) => !known.includes(day));
  return { days, missing: missing.map((day) => ({ day, lookedFor: `rows in ${table} (sparkify-etl ${command})` })) };
}

function rangeFlags(selection: DaySelection): string {
  return selection.kind === 'range' ? `--from ${selection.from} --to ${selection.to}` : '--all';
}
