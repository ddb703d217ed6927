import type { CheckOutcome } from '../core/event.ts';
import type { CheckDefinition, Threshold } from './definition.ts';

const ANY: Threshold = { operator: '>', unit: 'count', limit: 0 };

/** What was counted for a check. */
export interface Counted {
  readonly count: number;
  /** Rows that were examined; undefined: not known, but some. */
  readonly examined: number | undefined;
}

/**
 * How a check comes out. As dbt's tests do it (docs.getdbt.com, "severity, error_if, and warn_if"): one of severity error fails
 * where `error-if` holds, else warns where `warn-if` holds; one of severity warn is only asked for `warn-if`; both stand for
 * any row where they are not given. Where nothing was examined, nothing is proven.
 */
export function outcomeOf(
  { severity, warnIf = ANY, errorIf = ANY }: Pick<CheckDefinition, 'severity' | 'warnIf' | 'errorIf'>,
  counted: Counted,
): CheckOutcome {
  if (severity === 'error' && isReached(errorIf, counted)) return 'failed';
  if (isReached(warnIf, counted)) return 'warned';
  return counted.examined === 0 ? 'empty' : 'passed';
}

/** The share of the examined rows that offend, 0 to 1; undefined where it is not known. */
export function shareOf({ count, examined }: Counted): number | undefined {
  if (examined === undefined) return undefined;
  return count === 0 ? 0 : Math.min(1, count / examined);
}

/** A share of nothing is reached by any offending row. */
function isReached({ operator, unit, limit }: Threshold, counted: Counted): boolean {
  const value = unit === 'count' ? counted.count : (shareOf(counted) ?? (counted.count > 0 ? 1 : 0));
  return operator === '>' ? value > limit : value >= limit && counted.count > 0;
}
