import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunPlan } from '../../src/core/run-plan.ts';
import type { CliResult } from '../support/cli.ts';
import { isForEveryRecord, statementLog, statementsOf, withoutChance } from '../support/statements-sent.ts';

/** Where a plan is made, and then carried out. */
export interface PlanPlace {
  readonly folder: string;
  run(args: readonly string[], changes?: Readonly<Record<string, string>>): Promise<CliResult>;
}

/** The plan of a run. */
export async function planAt(place: PlanPlace, args: readonly string[] = []): Promise<RunPlan> {
  const { code, stdout, stderr } = await place.run(['plan', ...args, '--json']);
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as RunPlan;
}

/** What is planned is what is sent, statement for statement; and where the run loads days, they and their files are those. */
export async function expectPlanToHold(place: PlanPlace, args: readonly string[]): Promise<RunPlan> {
  const log = statementLog(join(place.folder, 'statements.log'));
  const plan = await planAt(place, [...args, '--sql']);
  const { code, stdout, stderr } = await place.run(['run-all', ...args, '--json'], log.environment);
  expect(code, stdout + stderr).toBe(0);
  const sorted = (statements: readonly string[]) => statements.map(withoutChance).sort();
  expect(sorted(statementsOf(plan))).toEqual(sorted(log.take().filter(isForEveryRecord)));
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const of = (type: string) => events.filter((event) => event.type === type);
  const [started, finished] = [of('run-started')[0], of('run-finished')[0]];
  expect(plan).toMatchObject({ days: started.days, tasks: started.tasks, missingDays: started.missingDays });
  expect(new Set(finished.summary.days)).toEqual(new Set(plan.days));
  const staged = of('task-finished').filter(({ task }) => /^stage:/.test(task));
  const files = staged.reduce((sum, { figures }) => sum + figures.files, 0);
  expect(plan.logFiles.length + plan.songFiles.length).toBe(files);
  return plan;
}
