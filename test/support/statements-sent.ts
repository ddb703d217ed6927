import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RunPlan } from '../../src/core/run-plan.ts';

const PRELOAD = new URL('preload/log-statements.js', import.meta.url);

/** Takes down what the built program sends: `environment` is to be in its environment, `take` gives the statements since. */
export function statementLog(file: string): { environment: Record<string, string>; take: () => readonly string[] } {
  return {
    environment: { NODE_OPTIONS: `--import=${fileURLToPath(PRELOAD)}`, STATEMENT_LOG: file },
    take: () => {
      const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
      rmSync(file, { force: true });
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as string);
    },
  };
}

/** The statements of a plan. */
export function statementsOf({ conversations = [] }: RunPlan): readonly string[] {
  return conversations.flatMap(({ statements }) => statements.map(({ sql }) => sql));
}

/** What no two runs have in common, and numbers of rows, which a plan does not know. */
const DIFFERING: readonly (readonly [RegExp, string])[] = [
  [/\d{8}T[\d.]+Z-[0-9a-f]+/g, 'RUN'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'TOKEN'],
  [/'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?'/g, "'MOMENT'"],
  [/[^']*\/sparkify-etl-\w{6}\//g, 'SPOOL/'],
  [/, \d+, \d+, 'RUN'/g, ", ROWS, REJECTS, 'RUN'"],
  // What becomes of runs, tasks, checks and days.
  [/^(insert into etl_(?:runs|run_days|tasks|check_results|staged_days)\b[^;]*?\bvalues)[\s\S]*$/, '$1 …'],
  // Without WORK_URI, which songs are in which files only reading them tells.
  [/^(insert into incoming_song_files\b[^;]*?\bvalues)[\s\S]*$/, '$1 …'],
];

/** What only odd records call for, which a plan does not know of. */
const FOR_ODD_RECORDS = /^insert into (etl_check_failures|staging_rejects)\b|\) offending_rows limit 20$/;

/** False for what only odd records call for. */
export function isForEveryRecord(sql: string): boolean {
  return !FOR_ODD_RECORDS.test(sql);
}

/** A statement without what differs from run to run. */
export function withoutChance(sql: string): string {
  return DIFFERING.reduce((text, [pattern, word]) => text.replace(pattern, word), sql);
}
