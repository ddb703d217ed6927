import { unreachable } from '../core/errors.ts';
import type { CheckOutcome, CheckResult, RunEvent } from '../core/event.ts';
import type { Reporter } from '../core/reporter.ts';
import { checkText, evidenceLines, nothingText } from './check-text.ts';
import { type HumanStreams, writeClosing } from './closing.ts';
import { chunkText, daysText } from './days.ts';
import { counted, duration, figuresLine, figureTexts } from './format.ts';
import type { LogGroups } from './github/groups.ts';
import { isFinished, RunState, type TaskProgress, tallyText } from './run-state.ts';
import { STAGE_TITLES } from './stage-titles.ts';
import { clean, displayWidth, padEnd } from './text.ts';

const PROGRESS_INTERVAL_MS = 10_000;
const WORD_COLUMNS = 7;
const STAGE_COLUMNS = 9;
const MOST_TITLE_COLUMNS = 24;

export interface PlainReporterOptions extends HumanStreams {
  readonly now: () => Date;
  /** Tell only what is wrong; nothing at all when all is well, so that cron has nothing to mail. */
  readonly quiet: boolean;
  /** Where the log is one that can be folded. */
  readonly groups?: LogGroups | undefined;
}

type Word = 'start' | 'running' | 'retry' | 'done' | 'skipped' | 'failed' | 'warning' | 'note' | '';

const CHECK_WORDS = {
  passed: 'done',
  empty: 'note',
  warned: 'warning',
  failed: 'failed',
  broken: 'failed',
} as const satisfies Readonly<Record<CheckOutcome, Word>>;

/** Lines for logs, cron mails and CI, each with the time (UTC) at its start; at the end the failure and the summary. */
export function createPlainReporter(options: PlainReporterOptions): Reporter {
  const presentation = new PlainPresentation(options);
  return {
    report: (event) => presentation.report(event),
    close: async () => {
      options.groups?.enter(undefined);
      const succeeded = presentation.state.summary?.state === 'succeeded';
      if (!(options.quiet && succeeded)) {
        presentation.writeHeldBack();
        writeClosing(presentation.state, options, options.quiet);
      }
    },
  };
}

class PlainPresentation {
  readonly state = new RunState();
  readonly #options: PlainReporterOptions;
  /** Task id to the elapsed time from which its progress is worth another line. */
  readonly #nextProgress = new Map<string, number>();

  /** Why checks of this chunk could not be evaluated, as far as it was told. */
  readonly #toldReasons = new Set<string>();

  /** Quietly, lines wait until it is known whether there is anything to tell at all. */
  readonly #heldBack: string[] = [];

  constructor(options: PlainReporterOptions) {
    this.#options = options;
  }

  /** Writes what quietness kept back: the run did not end well. */
  writeHeldBack(): void {
    for (const line of this.#heldBack.splice(0)) this.#options.messages.write(line);
  }

  report(event: RunEvent): void {
    this.state.apply(event, this.#options.now().getTime());
    switch (event.type) {
      case 'run-started':
        this.#start(event);
        return;
      case 'notice':
        this.#line(event.level === 'warning' ? 'warning' : 'note', 'run', clean(event.message));
        return;
      case 'chunk-started':
        this.#chunk(event);
        return;
      case 'task-progressed':
        this.#withTask(event.task, (task) => this.#progress(task));
        return;
      case 'task-finished':
        this.#withTask(event.task, (task) => this.#finish(task));
        return;
      case 'retry-scheduled':
        this.#retry(event);
        return;
      case 'check-finished':
        this.#check(event.result);
        return;
      case 'publish-finished':
        this.#publish(event);
        return;
      // A task that starts will finish; the failure and the summary are written at the end.
      case 'task-started':
      case 'run-failed':
      case 'run-finished':
        return;
      default:
        unreachable(event);
    }
  }

  #start({ version, command, warehouse, days, missingDays, tasks }: Extract<RunEvent, { type: 'run-started' }>): void {
    const parts = [counted(tasks.length, 'task'), daysText(days), `warehouse ${clean(warehouse)}`];
    this.#line('start', 'run', `sparkify-etl ${version} ${clean(command)}: ${parts.filter(Boolean).join(', ')}`);
    if (missingDays.length > 0)
      this.#line('warning', 'run', `no log file for ${daysText(missingDays.map(({ day }) => day))}`);
  }

  #chunk(event: Extract<RunEvent, { type: 'chunk-started' }>): void {
    this.#nextProgress.clear();
    this.#toldReasons.clear();
    this.#line('start', 'chunk', chunkText(event));
  }

  #progress(task: TaskProgress): void {
    const { id, stage } = task.view;
    if (task.durationMs < (this.#nextProgress.get(id) ?? PROGRESS_INTERVAL_MS)) return;
    this.#nextProgress.set(id, task.durationMs + PROGRESS_INTERVAL_MS);
    this.#taskLine('running', task, figuresLine(figureTexts(task.figures, stage, task)));
  }

  #finish(task: TaskProgress): void {
    const { stage } = task.view;
    if (stage === 'check') this.#finishCheck(task);
    else if (task.state === 'failed' || task.state === 'skipped')
      this.#taskLine(task.state, task, clean(task.reason ?? ''));
    else this.#taskLine('done', task, figuresLine(figureTexts(task.figures, stage)));
  }

  /** Checks are many: those that found something have told it already, the others share one line after the last. */
  #finishCheck(task: TaskProgress): void {
    if (task.state === 'failed' && !task.check) this.#failCheck(task);
    const checks = this.state.stage('check');
    if (!checks.every(isFinished)) return;
    const empty = this.#isCheck ? [] : checks.filter(({ state }) => state === 'empty');
    if (empty.length > 0)
      this.#line('note', 'check', nothingText(empty.map(({ check, view }) => check?.check ?? view.title)));
    const upstream = checks.every(({ state }) => state === 'skipped') ? clean(checks[0]?.reason ?? '') : undefined;
    if (upstream === undefined) this.#line('done', 'check', tallyText(checks, 'passed'));
    else this.#line('skipped', 'check', `${counted(checks.length, 'check')}  ${upstream}`.trimEnd());
  }

  /** They share statements: what keeps one from being evaluated often keeps all of them, and is told once. */
  #failCheck(task: TaskProgress): void {
    const reason = clean(task.reason ?? '');
    if (this.#toldReasons.has(reason)) return;
    this.#toldReasons.add(reason);
    this.#taskLine('failed', task, reason);
  }

  /** One line for all the tasks that run again: those that failed, or the transaction that they share. */
  #retry({ tasks, attempt, attempts, delayMs, reason }: Extract<RunEvent, { type: 'retry-scheduled' }>): void {
    const views = tasks.flatMap((id) => this.state.tasks.get(id)?.view ?? []);
    const [only] = views;
    const what = only !== undefined && views.length === 1 ? clean(only.title) : counted(views.length, 'task');
    const when = delayMs === 0 ? 'now' : `in ${duration(delayMs)}`;
    this.#line('retry', only?.stage ?? 'run', `${what}  attempt ${attempt} of ${attempts} ${when}: ${clean(reason)}`);
  }

  #check(result: CheckResult): void {
    if (result.outcome === 'passed') return;
    // Of a run they share a line after the last: of a day without records they are most of all there are.
    if (result.outcome === 'empty' && !this.#isCheck) return;
    // They come with each chunk, and stand in the table at the end: between them, what failed would not be found.
    if (this.#options.quiet && result.outcome === 'warned') return;
    const word = CHECK_WORDS[result.outcome];
    this.#line(word, 'check', checkText(result));
    for (const line of evidenceLines(result, this.#options.messageStyle)) this.#line(word, 'check', `  ${line}`);
  }

  /** The subcommand `check`, which tells of each. */
  get #isCheck(): boolean {
    return this.state.started?.command === 'check';
  }

  #publish({ outcome, days }: Extract<RunEvent, { type: 'publish-finished' }>): void {
    if (outcome === 'committed') this.#line('done', 'publish', `committed ${daysText(days)}`.trimEnd());
    else this.#line('failed', 'publish', 'rolled back: the published tables are as they were');
  }

  #taskLine(word: Word, task: TaskProgress, text: string): void {
    const title = padEnd(clean(task.view.title), this.#titleColumns());
    const time = task.state === 'skipped' ? '' : duration(task.durationMs);
    this.#line(word, task.view.stage, [title, text, time].filter(Boolean).join('  '));
  }

  #titleColumns(): number {
    const others = [...this.state.tasks.values()].filter((task) => task.view.stage !== 'check');
    const widest = Math.max(0, ...others.map((task) => displayWidth(clean(task.view.title))));
    return Math.min(widest, MOST_TITLE_COLUMNS);
  }

  #line(word: Word, stage: string, text: string): void {
    const { messages, now, messageStyle: style, quiet, groups } = this.#options;
    if (quiet && word !== 'failed' && word !== 'warning') return;
    groups?.enter((STAGE_TITLES as Readonly<Record<string, string>>)[stage]);
    const time = style.dim(`${now().toISOString().slice(11, 19)}Z`);
    const paint = { failed: style.bad, warning: style.warn, done: style.good }[word as string] ?? style.dim;
    const columns = [time, paint(padEnd(word, WORD_COLUMNS)), padEnd(stage, STAGE_COLUMNS), text];
    const line = `${columns.join(' ')}\n`;
    if (quiet) this.#heldBack.push(line);
    else messages.write(line);
  }

  #withTask(id: string, action: (task: TaskProgress) => void): void {
    const task = this.state.tasks.get(id);
    if (task) action(task);
  }
}
