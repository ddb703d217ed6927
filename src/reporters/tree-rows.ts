import { STAGES, type Stage } from '../core/event.ts';
import { foundText, titleText } from './check-text.ts';
import { chunkText, daysText } from './days.ts';
import { duration, type FigureTexts, figuresLine, figureTexts } from './format.ts';
import { isFinished, type RowState, type RunState, type TaskProgress, tallyText } from './run-state.ts';
import { STAGE_TITLES } from './stage-titles.ts';
import { clean } from './text.ts';
import { LEVELS, type Level, tasksToShow } from './tree-detail.ts';

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
  /** The latest notice while the run lasts, or which chunk of days is under way. */
  readonly notice: TreeRow | undefined;
}

interface StageWords {
  readonly title: string;
  readonly done: string;
}

const WORDS: Readonly<Record<Stage, StageWords>> = {
  create: { title: STAGE_TITLES.create, done: 'ready' },
  stage: { title: STAGE_TITLES.stage, done: 'staged' },
  fact: { title: STAGE_TITLES.fact, done: 'loaded' },
  dimension: { title: STAGE_TITLES.dimension, done: 'loaded' },
  check: { title: STAGE_TITLES.check, done: 'passed' },
};

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
  const rowsAt = (level: Level) => stages.map((stage) => stageRows(stage, state.stage(stage), level, now));
  const sizeOf = (rows: readonly StageRows[]) => rows.reduce((sum, { tasks }) => sum + 1 + tasks.size, 0);
  const pictures = LEVELS.map(rowsAt);
  const fitting = pictures.find((rows) => sizeOf(rows) <= free) ?? pictures.at(-1) ?? [];
  return { stages: fitting, publish, notice };
}

function stageRows(stage: Stage, tasks: readonly TaskProgress[], level: Level, now: number): StageRows {
  const state = stageState(tasks);
  const open = tasksToShow(stage, tasks, state, level);
  const rows = new Map(open.map((task) => [task.view.id, taskRow(task, now)]));
  return { stage, row: stageRow(stage, tasks, state, open.length, now), tasks: rows };
}

function stageState(tasks: readonly TaskProgress[]): RowState {
  const states = new Set(tasks.map((task) => task.state));
  if (states.size === 1 && states.has('waiting')) return 'waiting';
  if (states.has('retrying') && !states.has('running')) return 'retrying';
  if (!tasks.every(isFinished)) return 'running';
  if (states.has('failed') || states.has('broken')) return 'failed';
  if (states.has('skipped')) return states.size === 1 ? 'skipped' : 'failed';
  if (states.has('warned')) return 'warned';
  return states.has('empty') && !states.has('done') ? 'empty' : 'done';
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
    tasks.filter((task) => task.state !== 'done' && task.state !== 'empty'),
    done,
  );
  return [`${tasks.filter(isFinished).length} of ${tasks.length}`, problems].filter(Boolean).join(', ');
}

function taskRow(task: TaskProgress, now: number): TreeRow {
  // A check's own title says what it found; its task may only carry its name.
  const name = task.check ? titleText(task.check) : clean(task.view.title);
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
    case 'broken':
    case 'warned':
    case 'empty':
    case 'done':
      return { state: task.state, title, body: bodyOf(task), time: duration(task.durationMs) };
  }
}

function bodyOf(task: TaskProgress, liveMs?: number): FigureTexts | string {
  if (task.check && task.check.outcome !== 'passed') return foundText(task.check);
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
  const wasTried = tasks.every(({ state }) => state === 'done' || state === 'warned' || state === 'empty');
  return wasTried ? row('failed', 'not confirmed') : row('skipped', 'not reached');
}

function noticeRow(state: RunState): TreeRow | undefined {
  if (state.chunk) return { state: 'waiting', title: `Chunk ${chunkText(state.chunk)}`, body: '', time: '' };
  const latest = state.notices.at(-1);
  if (!latest) return undefined;
  return { state: latest.level === 'warning' ? 'warned' : 'waiting', title: clean(latest.message), body: '', time: '' };
}
