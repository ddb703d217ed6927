import type { CheckResult, RunEvent } from '../core/event.ts';
import type { Reporter } from '../core/reporter.ts';
import { checkText, evidenceLines } from './check-text.ts';
import { columnsOf, type HumanStreams, writeClosing } from './closing.ts';
import { daysText } from './days.ts';
import { counted } from './format.ts';
import { RunState } from './run-state.ts';
import { clean, wrap } from './text.ts';
import { layoutTree } from './tree-layout.ts';
import { treeRows } from './tree-rows.ts';
import { TreeScreen } from './tree-screen.ts';

/** Rows of the screen that are not for the tree: the cursor's, and one that keeps the line above the tree in sight. */
const RESERVED_ROWS = 2;
const DEFAULT_ROWS = 24;
const EVIDENCE_INDENT = 4;
const HANGING_INDENT = 2;
const MOST_EVIDENCE = 10;

export interface TreeReporterOptions extends HumanStreams {
  readonly now: () => Date;
}

/** The graph as a live tree on a terminal. What cannot be said in a row (samples, notices, the failure) is written below it at the end. */
export function createTreeReporter(options: TreeReporterOptions): Reporter {
  const presentation = new TreePresentation(options);
  return { report: (event) => presentation.report(event), close: () => presentation.close() };
}

function isTrouble({ outcome }: CheckResult): boolean {
  return outcome === 'failed' || outcome === 'warned' || outcome === 'broken';
}

class TreePresentation {
  readonly #options: TreeReporterOptions;
  readonly #state = new RunState();
  #screen: TreeScreen | undefined;

  constructor(options: TreeReporterOptions) {
    this.#options = options;
  }

  report(event: RunEvent): void {
    this.#state.apply(event, this.#now());
    if (event.type === 'run-started') this.#open(event);
    // Before there is a tree nothing hinders a notice from being told at once.
    else if (event.type === 'notice' && !this.#screen) this.#writeNotices();
    else this.#screen?.refresh();
  }

  async close(): Promise<void> {
    this.#state.end(this.#now());
    await this.#screen?.close();
    if (this.#screen) this.#writeAfterTree();
    writeClosing(this.#state, this.#options);
  }

  #open(event: Extract<RunEvent, { type: 'run-started' }>): void {
    this.#writeHeader(event);
    const { messages, messageStyle: style } = this.#options;
    this.#screen = new TreeScreen(messages, event.tasks, ({ isLast, spinner }) => {
      const height = isLast ? Number.POSITIVE_INFINITY : (messages.rows || DEFAULT_ROWS) - RESERVED_ROWS;
      return layoutTree(treeRows(this.#state, height, this.#now()), columnsOf(messages), style, spinner);
    });
  }

  #writeHeader({ version, command, warehouse, days, missingDays }: Extract<RunEvent, { type: 'run-started' }>): void {
    const style = this.#options.messageStyle;
    const target = [daysText(days), clean(warehouse)].filter(Boolean).join(' → ');
    this.#writeLines([
      style.bold(`sparkify-etl ${clean(command)}`) + style.dim(` ${version}`),
      ...this.#wrapped(target),
    ]);
    const missing = missingDays.map(({ day }) => day);
    if (missing.length > 0) this.#writeLines(this.#wrapped(`⚠ no log file for ${daysText(missing)}`).map(style.warn));
    this.#writeLines(['']);
  }

  #writeAfterTree(): void {
    this.#writeEvidence(this.#state.checks().flatMap(({ check }) => (check && isTrouble(check) ? [check] : [])));
    if (this.#state.notices.length > 0) this.#writeLines(['']);
    this.#writeNotices();
  }

  /** What cannot be said in a row: the rows that offend. The summary's table names the checks beyond the first ten. */
  #writeEvidence(found: readonly CheckResult[]): void {
    const style = this.#options.messageStyle;
    for (const check of found.slice(0, MOST_EVIDENCE)) {
      const [mark, paint] = check.outcome === 'warned' ? (['⚠', style.warn] as const) : (['✖', style.bad] as const);
      const lines = wrap(checkText(check), columnsOf(this.#options.messages) - mark.length - 1);
      const headline = lines.map((line, index) => paint(`${index === 0 ? mark : ' '} ${line}`));
      this.#writeLines(['', ...headline, ...this.#indented(evidenceLines(check, style))]);
    }
    const hidden = found.length - MOST_EVIDENCE;
    if (hidden > 0) this.#writeLines(['', style.dim(`… and ${counted(hidden, 'more check')} below`)]);
  }

  /** Writes the notices that were not written yet, in full. */
  #writeNotices(): void {
    const { warn } = this.#options.messageStyle;
    for (const { level, message } of this.#state.notices.splice(0)) {
      const lines = this.#wrapped(`${level === 'warning' ? '⚠' : 'ℹ'} ${clean(message)}`);
      this.#writeLines(level === 'warning' ? lines.map(warn) : lines);
    }
  }

  /** Rows and differences; where one does not fit the width, it goes on further to the right. */
  #indented(lines: readonly string[]): readonly string[] {
    const width = columnsOf(this.#options.messages) - EVIDENCE_INDENT - HANGING_INDENT;
    return lines.flatMap((line) =>
      wrap(line, width).map(
        (part, index) => `${' '.repeat(EVIDENCE_INDENT + (index === 0 ? 0 : HANGING_INDENT))}${part}`,
      ),
    );
  }

  #wrapped(text: string): readonly string[] {
    return wrap(text, columnsOf(this.#options.messages));
  }

  #writeLines(lines: readonly string[]): void {
    this.#options.messages.write(lines.map((line) => `${line}\n`).join(''));
  }

  #now(): number {
    return this.#options.now().getTime();
  }
}
