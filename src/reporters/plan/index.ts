import type { RunPlan } from '../../core/run-plan.ts';
import { daysText } from '../days.ts';
import { count, counted } from '../format.ts';
import type { Style } from '../style.ts';
import { clean, wrap } from '../text.ts';
import { fileLines } from './files.ts';
import { scriptText } from './script.ts';
import { taskLines } from './tasks.ts';

/** Days that are looked for in vain are shown one by one up to so many. */
const MOST_MISSING = 10;

/**
 * A plan as text: days, files, tasks. Where it has the statements, they follow, and all else is SQL comment: what is written to a
 * file is a script.
 *
 * @param width columns of the terminal, or Infinity for a file
 */
export function planText(plan: RunPlan, style: Style, width: number): string {
  const { conversations } = plan;
  const isScript = conversations !== undefined;
  const lines = [
    ...headLines(plan, style, isScript ? width - 3 : width),
    ...fileLines(plan, style),
    ...taskLines(plan, style),
  ];
  if (!isScript) return lines.map((line) => `${line.trimEnd()}\n`).join('');
  return lines.map((line) => `-- ${line}`.trimEnd()).join('\n') + scriptText(conversations, style);
}

const LEDGER: Readonly<Record<RunPlan['ledger'], string>> = {
  read: 'files are compared with what is loaded',
  empty: 'nothing is loaded yet',
  unknown: 'what is loaded is not known',
};

function headLines(plan: RunPlan, style: Style, width: number): readonly string[] {
  const { command, warehouse, ledger, ledgerProblem, days, chunks, missingDays } = plan;
  const problem = ledgerProblem === null ? '' : `: ${clean(ledgerProblem)}`;
  const chunked = chunks.length > 1 ? `, ${counted(chunks.length, 'chunk')}` : '';
  return [
    style.bold(`What ${command} would do; nothing is done`),
    ...wrap(`Warehouse: ${clean(warehouse)} (${LEDGER[ledger]}${problem})`, width),
    `Days: ${days.length === 0 ? 'none' : daysText(days)}${chunked}`,
    ...missingDays
      .slice(0, MOST_MISSING)
      .flatMap(({ day, lookedFor }) => wrap(`  ${day} is missing: looked for ${clean(lookedFor)}`, width))
      .map(style.warn),
    ...(missingDays.length > MOST_MISSING
      ? [style.warn(`  … and ${count(missingDays.length - MOST_MISSING)} more (--json has all)`)]
      : []),
  ];
}
