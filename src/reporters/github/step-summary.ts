import type { CheckResult } from '../../core/event.ts';
import { listedChecks, rankOf } from '../check-table.ts';
import { checkText, evidenceLines, foundText, titleText } from '../check-text.ts';
import { daysText } from '../days.ts';
import { failureText } from '../failure.ts';
import { count, counted, duration, share } from '../format.ts';
import { escapeMarkup, toMarkdown } from '../results/markdown.ts';
import type { RunState, TaskProgress } from '../run-state.ts';
import { createStyle } from '../style.ts';
import { summaryRows } from '../summary.ts';
import { clean, cut } from '../text.ts';

/** GitHub drops a summary of more than 1 MiB as a whole; other commands of the same step may write to it too. */
const MOST_BYTES = 256 * 1024;
const MOST_CHECKS = 200;
const MOST_CELL_COLUMNS = 300;
const MOST_LINE_COLUMNS = 1000;
const plain = createStyle({ isTTY: false });

const VERBS = { succeeded: 'finished in', failed: 'failed after', interrupted: 'interrupted after' } as const;

/**
 * A run that has ended in GitHub's Markdown: how it ended, its figures, and what is wrong, with evidence to unfold.
 *
 * @param command the subcommand, where no run began that names it
 */
export function stepSummary(state: RunState, command?: string | undefined): string {
  const listed = listedChecks(state.checks(), 'not passed');
  const checks = [...listed].sort((one, other) => rankOf(other) - rankOf(one));
  const results = checks.flatMap(({ check }) => check ?? []);
  const blocks = [headline(state, command), failureBlock(state), figures(state), checkRows(checks), passedLine(state)];
  return withDetails(blocks.filter(Boolean).join('\n'), results);
}

/** Adds the evidence of as many checks as there is place for. */
function withDetails(start: string, results: readonly CheckResult[]): string {
  let text = start;
  let bytes = Buffer.byteLength(start);
  for (const [index, result] of results.entries()) {
    const block = details(result);
    if (block === '') continue;
    bytes += Buffer.byteLength(block) + 1;
    if (bytes > MOST_BYTES)
      return `${text}\nThe log shows the evidence of ${counted(results.length - index, 'more check')}.\n\n`;
    text += `\n${block}`;
  }
  return `${text}\n`;
}

function headline({ started, summary, failure }: RunState, name = ''): string {
  const command = `sparkify-etl ${escapeMarkup(started?.command ?? name)}`.trimEnd();
  if (!summary && !started && failure) return `### ✖ ${command} failed (exit code ${failure.exitCode})\n`;
  if (!summary) return `### ✖ ${command} did not finish\n`;
  const { state, exitCode, durationMs } = summary;
  const mark = state === 'succeeded' ? '✔' : '✖';
  const code = exitCode === 0 ? '' : ` (exit code ${exitCode})`;
  const title = `### ${mark} ${command} ${VERBS[state]} ${duration(durationMs)}${code}\n`;
  if (!started) return title;
  const facts = [daysText(started.days), started.warehouse, `run ${started.run}`].filter(Boolean);
  return `${title}\n${facts.map(escapeMarkup).join(' · ')}\n`;
}

function failureBlock({ failure }: RunState): string {
  if (failure === undefined) return '';
  return fenced('text', failureText(failure, plain, Number.POSITIVE_INFINITY).trimEnd().split('\n'));
}

function figures({ started, summary }: RunState): string {
  const rows = summary && started ? summaryRows(summary, plain) : [];
  if (rows.length === 0) return '';
  const columns = [text('figure'), number('amount'), text('of what')];
  return toMarkdown({ columns, rows: rows.map(({ name, amount, text }) => [name, count(amount), text]) });
}

function checkRows(checks: readonly TaskProgress[]): string {
  if (checks.length === 0) return '';
  const columns = [text('check'), text('outcome'), text('what holds'), text('found'), number('rows'), number('share')];
  const rows = checks.slice(0, MOST_CHECKS).map((task) => checkRow(task).map((cell) => cut(cell, MOST_CELL_COLUMNS)));
  const hidden = checks.length - rows.length;
  return toMarkdown({ columns, rows }) + (hidden > 0 ? `\n${counted(hidden, 'more check')} did not pass.\n` : '');
}

function checkRow({ check, view, reason }: TaskProgress): readonly string[] {
  if (check === undefined) return [clean(view.title), 'not evaluated', '', clean(reason ?? ''), '', ''];
  const isCounted = check.outcome !== 'empty' && check.outcome !== 'broken' && check.finding === undefined;
  const part = isCounted && check.share !== undefined ? share(check.share) : '';
  const rows = isCounted ? count(check.count) : '';
  return [check.check, check.outcome, titleText(check), foundText(check), rows, part];
}

function passedLine(state: RunState): string {
  const checks = state.checks();
  const passed = checks.filter((task) => task.state === 'done').length;
  const skipped = checks.filter((task) => task.state === 'skipped').length;
  const notReached = skipped > 0 ? `, ${count(skipped)} not reached` : '';
  return checks.length === 0 ? '' : `${count(passed)} of ${counted(checks.length, 'check')} passed${notReached}.\n`;
}

/** What shows that a check failed, folded: rows of the data may be many, and are not for every eye. */
function details(check: CheckResult): string {
  const lines = evidenceLines(check, plain);
  if (lines.length === 0) return '';
  const summary = `<b>${escapeHtml(check.check)}</b> – ${escapeHtml(checkText(check))}`;
  const language = check.diff === undefined ? 'text' : 'diff';
  return `<details><summary>${summary}</summary>\n\n${fenced(language, lines)}\n</details>\n`;
}

/** Lines as they are: a fence ends only at one that is as long. */
function fenced(language: string, lines: readonly string[]): string {
  const shown = lines.map((line) => cut(line, MOST_LINE_COLUMNS));
  const longest = Math.max(2, ...shown.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${shown.join('\n')}\n${fence}\n`;
}

function escapeHtml(text: string): string {
  return clean(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const text = (name: string) => ({ name, kind: 'text' }) as const;
const number = (name: string) => ({ name, kind: 'number' }) as const;
