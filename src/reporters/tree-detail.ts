import type { Stage } from '../core/event.ts';
import type { RowState, TaskProgress } from './run-state.ts';

/** How much of the tree is shown. */
export interface Level {
  readonly detail: 'all' | 'brief stages closed' | 'done stages closed' | 'running only';
  readonly mostChecks: number;
}

/** From all to least: the first that fits the screen is taken. */
export const LEVELS: readonly Level[] = [
  { detail: 'all', mostChecks: 10 },
  { detail: 'brief stages closed', mostChecks: 10 },
  { detail: 'done stages closed', mostChecks: 10 },
  { detail: 'running only', mostChecks: 10 },
  { detail: 'running only', mostChecks: 3 },
  { detail: 'running only', mostChecks: 1 },
];

/** Checks run all at once: a list of them would say nothing that their number does not. */
const MOST_RUNNING_CHECKS = 3;

/** Those tasks of a stage, which is in that state, that have a row of their own. */
export function tasksToShow(
  stage: Stage,
  tasks: readonly TaskProgress[],
  state: RowState,
  { detail, mostChecks }: Level,
): readonly TaskProgress[] {
  if (state === 'waiting' || state === 'skipped') return [];
  return stage === 'check' ? checksToShow(tasks, mostChecks) : tasks.filter((task) => isShown(task, state, detail));
}

/** Those that found something, then some of those that run. */
function checksToShow(checks: readonly TaskProgress[], most: number): readonly TaskProgress[] {
  const found = checks.filter(({ state }) => ['failed', 'broken', 'warned', 'retrying'].includes(state)).slice(0, most);
  const running = checks.filter(({ state }) => state === 'running');
  return [...found, ...running.slice(0, Math.min(MOST_RUNNING_CHECKS, most - found.length))];
}

function isShown(task: TaskProgress, stage: RowState, detail: Level['detail']): boolean {
  if (['failed', 'warned', 'running', 'retrying'].includes(task.state)) return true;
  // Tables that were created say nothing but that.
  const isBrief = task.view.stage === 'create';
  switch (detail) {
    case 'all':
      return !isBrief || stage === 'running' || task.state === 'skipped';
    case 'brief stages closed':
      return !isBrief;
    case 'done stages closed':
      return !isBrief && stage === 'running';
    case 'running only':
      return false;
  }
}
