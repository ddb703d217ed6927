import { ChecksOfRun } from '../core/checks-of-run.ts';
import { unreachable } from '../core/errors.ts';
import type { CheckResult, Figures, RunEvent, Stage, TaskView } from '../core/event.ts';
import { NOTHING_TO_EXAMINE } from './check-text.ts';

/** `empty` and `broken` are only for checks: nothing to examine, and could not be evaluated. */
export type RowState =
  | 'waiting'
  | 'retrying'
  | 'running'
  | 'done'
  | 'empty'
  | 'warned'
  | 'failed'
  | 'broken'
  | 'skipped';
type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/** One task, as far as it has come. Moments are milliseconds of the reporter's clock. */
export interface TaskProgress {
  readonly view: TaskView;
  state: RowState;
  figures: Figures;
  /** Why it failed or was skipped. */
  reason: string | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** As the engine measured it; 0 before the first measurement. */
  durationMs: number;
  /** Only for a check that was evaluated. */
  check: CheckResult | undefined;
  /** Which attempt it is in or waits for, and why; only after a first one failed for a passing reason. */
  retry: Retry | undefined;
}

export interface Retry {
  readonly attempt: number;
  readonly attempts: number;
  /** When it begins, at the reporter's clock. */
  readonly dueAt: number;
  readonly reason: string;
}

/** Everything that the events told so far, in the form that human presentations read. */
export class RunState {
  started: EventOf<'run-started'> | undefined;
  readonly tasks = new Map<string, TaskProgress>();
  readonly notices: EventOf<'notice'>[] = [];
  readonly #checks = new ChecksOfRun();
  /** The chunk of days that is under way, where there are several. */
  chunk: EventOf<'chunk-started'> | undefined;
  publish: EventOf<'publish-finished'> | undefined;
  failure: EventOf<'run-failed'>['error'] | undefined;
  summary: EventOf<'run-finished'>['summary'] | undefined;

  /** Takes an event in, at a moment of the reporter's clock. Events about unknown tasks change nothing. */
  apply(event: RunEvent, now: number): void {
    this.#checks.add(event);
    switch (event.type) {
      case 'run-started':
        this.started = event;
        for (const view of event.tasks) this.tasks.set(view.id, newTask(view));
        return;
      case 'chunk-started':
        this.chunk = event;
        this.publish = undefined;
        for (const id of event.tasks) this.#change(id, untouched());
        return;
      case 'notice':
        this.notices.push(event);
        return;
      case 'task-started':
        this.#change(event.task, { state: 'running', startedAt: now });
        return;
      case 'task-progressed':
        this.#change(event.task, { figures: event.figures, durationMs: event.durationMs });
        return;
      case 'task-finished':
        this.#finish(event, now);
        return;
      case 'retry-scheduled':
        for (const id of event.tasks) this.#retry(id, { ...event, dueAt: now + event.delayMs });
        return;
      case 'check-finished':
        this.#finishCheck(event.result);
        return;
      case 'publish-finished':
        this.publish = event;
        return;
      case 'run-failed':
        this.failure = event.error;
        return;
      case 'run-finished':
        this.summary = event.summary;
        return;
      default:
        unreachable(event);
    }
  }

  /** Nothing more will come: what still runs has failed, what still waits is skipped. */
  end(now: number): void {
    for (const { view, state } of this.tasks.values()) {
      if (state === 'running') this.#change(view.id, { state: 'failed', reason: 'did not finish', endedAt: now });
      if (state === 'waiting' || state === 'retrying')
        this.#change(view.id, { state: 'skipped', reason: 'not reached' });
    }
  }

  /** The checks of the whole run: the tasks of that stage, with what they found in all chunks of days. */
  checks(): readonly TaskProgress[] {
    const results = this.#checks.results();
    return this.stage('check').map((task) => {
      const check = results.get(task.view.id) ?? results.get(task.view.title);
      const isUntold = task.check === undefined && task.state === 'failed';
      return check === undefined || isUntold ? task : { ...task, check, state: stateAfter(check) };
    });
  }

  /** The tasks of one stage, in the order of the graph; where there are several chunks of days, as they stand in the latest. */
  stage(stage: Stage): readonly TaskProgress[] {
    return [...this.tasks.values()].filter((task) => task.view.stage === stage);
  }

  #change(id: string, change: Partial<TaskProgress>): void {
    const task = this.tasks.get(id);
    if (task) Object.assign(task, change);
  }

  /** What it did is undone. Only tasks that failed say why; the others just wait for their turn again. */
  #retry(id: string, { attempt, attempts, dueAt, reason }: Retry): void {
    const hadFailed = this.tasks.get(id)?.state === 'running';
    this.#change(id, {
      state: hadFailed ? 'retrying' : 'waiting',
      figures: {},
      durationMs: 0,
      startedAt: undefined,
      endedAt: undefined,
      check: undefined,
      retry: { attempt, attempts, dueAt, reason },
    });
  }

  #finish({ task: id, outcome, figures, reason, durationMs }: EventOf<'task-finished'>, now: number): void {
    const check = this.tasks.get(id)?.check;
    const isBroken = outcome === 'failed' && check?.outcome === 'broken';
    const state = outcome === 'succeeded' || isBroken ? stateAfter(check) : outcome;
    this.#change(id, { state, figures, reason, durationMs, endedAt: now });
  }

  /** The engine names a check after its task's id or title. */
  #finishCheck(check: CheckResult): void {
    const task = this.stage('check').find(({ view }) => view.id === check.check || view.title === check.check);
    if (!task) return;
    task.check = check;
    if (task.state === 'done') task.state = stateAfter(check);
  }
}

/** The state of a task that came to its end, given what its check found. */
function stateAfter(check: CheckResult | undefined): RowState {
  return check === undefined || check.outcome === 'passed' ? 'done' : check.outcome;
}

function newTask(view: TaskView): TaskProgress {
  return { view, ...untouched() };
}

/** A task of which nothing is known yet. */
function untouched(): Omit<TaskProgress, 'view'> {
  return {
    state: 'waiting',
    figures: {},
    reason: undefined,
    startedAt: undefined,
    endedAt: undefined,
    durationMs: 0,
    check: undefined,
    retry: undefined,
  };
}

export function isFinished({ state }: TaskProgress): boolean {
  return state !== 'waiting' && state !== 'retrying' && state !== 'running';
}

/** `13 passed, 1 failed, 2 with nothing to examine`: how the finished tasks of a list ended; `done` is the word for success. */
export function tallyText(tasks: readonly TaskProgress[], done: string): string {
  const words = {
    done,
    warned: 'warned',
    failed: 'failed',
    broken: 'broken',
    skipped: 'skipped',
    empty: `with ${NOTHING_TO_EXAMINE}`,
  } as const satisfies Partial<Record<RowState, string>>;
  const parts = Object.entries(words).map(([state, word]) => {
    const total = tasks.filter((task) => task.state === state).length;
    return total === 0 ? '' : `${total} ${word}`;
  });
  return parts.filter(Boolean).join(', ');
}
