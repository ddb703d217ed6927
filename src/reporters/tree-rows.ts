import { STAGES, type Stage } from '../core/event.ts';
import { daysText } from './days.ts';
import { duration, type FigureTexts, figuresLine, figureTexts, offending } from './format.ts';
import { isFinished, type RowState, type RunState, type TaskProgress, tallyText } from './run-state.ts';
import { clean } from './text.ts';

/** What stands in a row, before it is laid out. */
export interface TreeRow {
  readonly state: RowState;
  readonly title: string;
  /** Figures stand in columns; a text is cut where the row ends. */
  readonly body: FigureTexts | string;
  /** Elapsed time; empty for what has none. */
  readonly time: string;
}

interface StageRows {
  readonly stage: Stage;
  readonly row: TreeRow;
  /** Rows of the stage's tasks; those without a place are left out. */
  readonly tasks: ReadonlyMap<string, TreeRow>;
}

export interface TreeRows {
  readonly stages: readonly StageRows[];
  /** Only for a run that publishes. */
  readonly publish: TreeRow | undefined;
  /** The latest notice while the run lasts. */
  readonly notice: TreeRow | undefined;
}

interface StageWords {
  readonly title: string;
  readonly done: string;
  /** Its tasks say little once they went well: the stage is one row then. */
  readonly brief: boolean;
}

const WORDS: Readonly<Record<Stage, StageWords>> = {
  create: { title: 'Create tables', done: 'ready', brief: true },
  stage: { title: 'Stage records', done: 'staged', brief: false },
  fact: { title: 'Load facts', done: 'loaded', brief: false },
  dimension: { title: 'Load dimensions', done: 'loaded', brief: false },
  check: { title: 'Checks', done: 'passed', brief: true },
};

/** How much is shown, from all to least: the first that fits the screen is taken. */
const DETAILS = ['all', 'brief stages closed', 'done stages closed', 'running only'] as const;
type Detail = (typeof DETAILS)[number];

/**
 * The rows of the tree: one for each stage with its tasks below, then publishing.
 *
 * @param height rows that the screen has for the tree; Infinity for the last picture
 * @param now moment of the reporter's clock, for what is running
 */
export function treeRows(state: RunState, height: number, now: number): TreeRows {
  const stages = STAGES.filter((stage) => state.stage(stage).length > 0);
  const publish = publishRow(state);
  const notice = height === Number.POSITIVE_INFINITY ? undefined : noticeRow(state);
  const free = height - (publish ? 1 : 0) - (notice ? 1 : 0);
  const rowsAt = (detail: Detail) => stages.map((stage) => stageRows(stage, state.stage(stage), detail, now));
  const sizeOf = (rows: readonly StageRows[]) => rows.reduce((sum, { tasks }) => sum + 1 + tasks.size, 0);
  const fitting = DETAILS.map(rowsAt).find((rows) => sizeOf(rows) <= free);
  return { stages: fitting ?? rowsAt('running only'), publish, notice };
}

function stageRows(stage: Stage, tasks: readonly TaskProgress[], detail: Detail, now: number): StageRows {
  const state = stageState(tasks);
  const open = state === 'waiting' || state === 'skipped' ? [] : tasks.filter((task) => isShown(task, state, detail));
  const rows = new Map(open.map((task) => [task.view.id, taskRow(task, now)]));
  return { stage, row: stageRow(stage, tasks, state, open.length, now), tasks: rows };
}

function isShown(task: TaskProgress, stage: RowState, detail: Detail): boolean {
  if (['failed', 'warned', 'running', 'retrying'].includes(task.state)) return true;
  const { brief } = WORDS[task.view.stage];
  switch (detail) {
    case 'all':
      return !brief || stage === 'running' || task.state === 'skipped';
    case 'brief stages closed':
      return !brief;
    case 'done stages closed':
      return !brief && stage === 'running';
    case 'running only':
      return false;
  }
}

function stageState(tasks: readonly TaskProgress[]): RowState {
  const states = new Set(tasks.map((task) => task.state));
  if (states.size === 1 && states.has('waiting')) return 'waiting';
  if (states.has('retrying') && !states.has('running')) return 'retrying';
  if (!tasks.every(isFinished)) return 'running';
  if (states.has('failed')) return 'failed';
  if (states.has('skipped')) return states.size === 1 ? 'skipped' : 'failed';
  return states.has('warned') ? 'warned' : 'done';
}

function stageRow(stage: Stage, tasks: readonly TaskProgress[], state: RowState, open: number, now: number): TreeRow {
  const { title, done } = WORDS[stage];
  const started = tasks.flatMap((task) => task.startedAt ?? []);
  const ended = tasks.every(isFinished) ? Math.max(...tasks.map((task) => task.endedAt ?? 0)) : now;
  const time = started.length === 0 ? '' : duration(ended - Math.min(...started));
  return { state, title, body: stageBody(tasks, state, open < tasks.length ? done : undefined), time };
}

/** What a stage says of its tasks: nothing while they all say it themselves. */
function stageBody(tasks: readonly TaskProgress[], state: RowState, done: string | undefined): string {
  if (state === 'skipped') return skippedText(tasks[0]?.reason);
  if (state === 'waiting' || done === undefined) return '';
  if (state !== 'running' && state !== 'retrying') return tallyText(tasks, done);
  const problems = tallyText(
    tasks.filter((task) => task.state !== 'done'),
    done,
  );
  return [`${tasks.filter(isFinished).length} of ${tasks.length}`, problems].filter(Boolean).join(', ');
}

function taskRow(task: TaskProgress, now: number): TreeRow {
  // A check's own title says what it found; its task may only carry its name.
  const name = clean(task.check?.title ?? task.view.title);
  const title =
    task.retry === undefined || task.state === 'retrying' ? name : `${name} (attempt ${task.retry.attempt})`;
  switch (task.state) {
    case 'waiting':
      return { state: 'waiting', title, body: '', time: '' };
    case 'retrying':
      return { state: 'retrying', title, body: retryText(task, now), time: '' };
    case 'skipped':
      return { state: 'skipped', title, body: skippedText(task.reason), time: '' };
    case 'running': {
      const durationMs = task.startedAt === undefined ? task.durationMs : now - task.startedAt;
      return { state: 'running', title, body: bodyOf(task, durationMs), time: duration(durationMs) };
    }
    case 'failed':
    case 'warned':
    case 'done':
      return { state: task.state, title, body: bodyOf(task), time: duration(task.durationMs) };
  }
}

function bodyOf(task: TaskProgress, liveMs?: number): FigureTexts | string {
  if (task.check && task.check.outcome !== 'passed') return offending(task.check.count);
  if (task.state === 'failed') return clean(task.reason ?? '');
  const texts = figureTexts(task.figures, task.view.stage, liveMs === undefined ? undefined : { durationMs: liveMs });
  return task.view.stage === 'check' ? figuresLine(task.figures.rows ? texts : {}) : texts;
}

function retryText({ retry }: TaskProgress, now: number): string {
  if (retry === undefined) return '';
  const left = retry.dueAt - now;
  const when = left > 0 ? `in ${duration(left)}` : 'now';
  return `attempt ${retry.attempt} of ${retry.attempts} ${when}: ${clean(retry.reason)}`;
}

function skippedText(reason: string | undefined): string {
  return reason === undefined ? 'skipped' : `skipped: ${clean(reason)}`;
}

function publishRow(state: RunState): TreeRow | undefined {
  const tasks = [...state.tasks.values()];
  if (!tasks.some(({ view }) => view.stage === 'fact' || view.stage === 'dimension')) return undefined;
  const row = (rowState: RowState, body: string) => ({ state: rowState, title: 'Publish', body, time: '' });
  if (state.publish?.outcome === 'committed') return row('done', `committed ${daysText(state.publish.days)}`.trimEnd());
  if (state.publish) return row('failed', 'rolled back: the published tables are as they were');
  if (!state.failure) return row('waiting', '');
  // A COMMIT whose answer is lost may have happened.
  const wasTried = tasks.every((task) => task.state === 'done' || task.state === 'warned');
  return wasTried ? row('failed', 'not confirmed') : row('skipped', 'not reached');
}

function noticeRow(state: RunState): TreeRow | undefined {
  const latest = state.notices.at(-1);
  if (!latest) return undefined;
  return { state: latest.level === 'warning' ? 'warned' : 'waiting', title: clean(latest.message), body: '', time: '' };
}
