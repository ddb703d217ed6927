import type { EtlError } from '../../src/core/errors.ts';
import type { CheckResult, Figures, RunEvent, RunSummary, Stage, TaskView } from '../../src/core/event.ts';

/** An event, and the moment at which it was reported in milliseconds since the start of the run. */
export interface Step {
  readonly at: number;
  readonly event: RunEvent;
}

const TABLES = [
  'staging_events',
  'staging_songs',
  'songplays',
  'users',
  'songs',
  'artists',
  'time',
  'etl_published_days',
];

const CHECKS = [
  'Every play is loaded once.',
  'Every play has a user',
  'Every play has a time',
  'Every matched song is known',
  'Every matched artist is known',
  'Users are unique',
  'Users have a level',
  'Songs are unique',
  'Songs have an artist',
  'Artists are unique',
  'Artists have a place on the map',
  'Times are unique',
  'Times are within the loaded days',
  'Staged plays are not fewer than loaded plays',
];

function view(stage: Stage, name: string, title: string, needs: readonly string[]): TaskView {
  return { id: `${stage}-${name}`, stage, title, needs };
}

const tasksWith = (checks: readonly string[]): readonly TaskView[] => [
  ...TABLES.map((table) => view('create', table, table, [])),
  view('stage', 'events', 'events', ['create-staging_events']),
  view('stage', 'songs', 'songs', ['create-staging_songs']),
  view('fact', 'songplays', 'songplays', ['stage-events', 'stage-songs']),
  view('dimension', 'users', 'users', ['stage-events']),
  view('dimension', 'songs', 'songs', ['stage-songs']),
  view('dimension', 'artists', 'artists', ['stage-songs']),
  view('dimension', 'time', 'time', ['fact-songplays']),
  ...checks.map((_, index) => view('check', String(index + 1), `check_${index + 1}`, ['fact-songplays'])),
];

const DAYS: readonly string[] = Array.from({ length: 30 }, (_, day) => `2018-11-${String(day + 1).padStart(2, '0')}`);

export const SUMMARY: RunSummary = {
  state: 'succeeded',
  exitCode: 0,
  days: DAYS,
  missingDays: [],
  recordsRead: 22_956,
  recordsLoaded: 22_952,
  recordsRejected: 4,
  tables: { songplays: 6820, users: 96, songs: 14_896, artists: 10_025, time: 6813 },
  plays: { total: 6820, matched: 319 },
  checks: { passed: 14, warned: 0, failed: 0, empty: 0, broken: 0 },
  durationMs: 1900,
};

/** Writes down what an engine would report, with a clock that moves only when it is told to. */
export class ScriptedRun {
  readonly steps: Step[] = [];
  readonly #checks: readonly string[];
  #at = 0;

  /** @param checks what holds if they pass */
  constructor(checks: readonly string[] = CHECKS) {
    this.#checks = checks;
  }

  start(missingDays: RunSummary['missingDays'] = [], command = 'run'): this {
    const tasks = tasksWith(this.#checks);
    return this.report({
      type: 'run-started',
      run: '20260301T040000Z-4f1c',
      command,
      version: '0.1.0',
      warehouse: 'duckdb sparkify.duckdb',
      days: DAYS,
      missingDays,
      tasks: command === 'check' ? tasks.filter(({ stage }) => stage === 'check') : tasks,
    });
  }

  after(milliseconds: number): this {
    this.#at += milliseconds;
    return this;
  }

  report(...events: readonly RunEvent[]): this {
    for (const event of events) this.steps.push({ at: this.#at, event });
    return this;
  }

  succeed(task: string, durationMs: number, figures: Figures = {}): this {
    this.report({ type: 'task-started', task }).after(durationMs);
    return this.report({ type: 'task-finished', task, outcome: 'succeeded', figures, durationMs });
  }

  fail(task: string, durationMs: number, reason: string): this {
    this.report({ type: 'task-started', task }).after(durationMs);
    return this.report({ type: 'task-finished', task, outcome: 'failed', figures: {}, reason, durationMs });
  }

  skip(reason: string, ...tasks: readonly string[]): this {
    for (const task of tasks) {
      this.report({ type: 'task-finished', task, outcome: 'skipped', figures: {}, reason, durationMs: 0 });
    }
    return this;
  }

  /** A task begins, fails for a passing reason, and waits for its second attempt of four. */
  retry(task: string, durationMs: number, reason: string, delayMs: number): this {
    this.report({ type: 'task-started', task }).after(durationMs);
    return this.report({ type: 'retry-scheduled', tasks: [task], attempt: 2, attempts: 4, delayMs, reason });
  }

  createTables(): this {
    for (const table of TABLES) this.succeed(`create-${table}`, 10);
    return this;
  }

  stage(): this {
    const events = { files: 30, filesTotal: 30, bytes: 3_212_345, rows: 8056, rejected: 4 };
    const songs = { files: 14_896, filesTotal: 14_896, bytes: 12_345_678, rows: 14_896 };
    return this.succeed('stage-events', 310, events).succeed('stage-songs', 920, songs);
  }

  load(): this {
    return this.succeed('fact-songplays', 140, { rows: 6820, matched: 319 })
      .succeed('dimension-users', 40, { rows: 96 })
      .succeed('dimension-songs', 90, { rows: 14_896 })
      .succeed('dimension-artists', 70, { rows: 10_025 })
      .succeed('dimension-time', 60, { rows: 6813 });
  }

  /** Runs the checks; those with a result here find something. */
  check(found: Readonly<Record<number, Partial<CheckResult>>> = {}): this {
    for (const [index, title] of this.#checks.entries()) {
      const number = index + 1;
      const task = `check-${number}`;
      const check = `check_${number}`;
      const passed = {
        outcome: 'passed',
        severity: 'error',
        scope: 'days',
        count: 0,
        sample: [],
        durationMs: 10,
      } as const;
      const result: CheckResult = { check, title, origin: `${check}.sql`, ...passed, ...found[number] };
      this.report({ type: 'task-started', task }).after(10).report({ type: 'check-finished', result });
      const isBad = result.outcome === 'failed' || result.outcome === 'broken';
      const end = isBad
        ? ({ outcome: 'failed', reason: `check ${check}` } as const)
        : ({ outcome: 'succeeded' } as const);
      this.report({ type: 'task-finished', task, ...end, figures: { rows: result.count }, durationMs: 10 });
    }
    return this;
  }

  publish(outcome: 'committed' | 'rolled-back'): this {
    return this.report({ type: 'publish-finished', outcome, days: DAYS });
  }

  finish(summary: Partial<RunSummary> = {}, error?: EtlError): this {
    if (error) this.report({ type: 'run-failed', error });
    return this.report({ type: 'run-finished', summary: { ...SUMMARY, durationMs: this.#at, ...summary } });
  }
}
