import { EtlError, messageOf } from './core/errors.ts';
import type { CheckResult, Figures } from './core/event.ts';
import { SkippedError } from './core/execute.ts';
import type { Operator } from './core/task.ts';
import type { QueryRow } from './core/warehouse.ts';
import type { RunContext } from './tasks.ts';

/** How many offending rows of a check are shown with its failure. */
const SHOWN_ROWS = 5;

/** Runs a check together with all others of the run. A blocking one that finds something fails its task. */
export function runCheck(name: string): Operator<RunContext> {
  return async ({ checks, emit, days, signal }): Promise<Figures> => {
    const found = await checks.result(name).catch((error: unknown) => {
      // They share statements: all of them are stopped, and none has failed.
      throw signal.aborted ? new SkippedError(messageOf(signal.reason)) : error;
    });
    if (found === undefined) throw new SkippedError('another check is broken');
    const { result, error } = found;
    emit({ type: 'check-finished', result });
    if (result.outcome === 'failed') throw checkFailed(result, days);
    if (result.outcome === 'broken') throw error ?? checkBroken(result);
    return { rows: result.count };
  };
}

function checkFailed(result: CheckResult, days: readonly string[]): EtlError {
  const { check, title, count, unit = 'offending row', sample, diff, finding } = result;
  const what = finding ?? counted(count, diff === undefined ? unit : 'difference');
  const dates = days.length === 1 ? ` --date ${days[0]}` : '';
  return new EtlError('checksFailed', `check ${check} failed: ${what} (expected: ${title.replace(/\.$/, '')})`, {
    details: diff ?? (finding === undefined ? sample.slice(0, SHOWN_ROWS).map(describeRow) : []),
    hint: `more rows: sparkify-etl query check-failures; what is published: sparkify-etl check${dates}`,
  });
}

function checkBroken({ check, origin, finding = '' }: CheckResult): EtlError {
  return new EtlError('checkBroken', `check ${check} cannot be evaluated (${origin}): ${finding}`, {
    hint: `mend ${origin}`,
  });
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function describeRow(row: QueryRow): string {
  return Object.entries(row)
    .map(([column, value]) => `${column}=${value === null ? 'null' : String(value)}`)
    .join(' ');
}
