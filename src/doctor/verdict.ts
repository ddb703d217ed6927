import { EXIT_CODES } from '../core/errors.ts';
import type { Outcome, Subject, Told } from './finding.ts';

/** When a run meets what is wrong: its settings, then its sources, then the warehouse; all else while it loads. */
const MET_AT: Readonly<Record<Subject, number>> = {
  configuration: 0,
  S3: 1,
  logs: 2,
  songs: 3,
  versions: 4,
  warehouse: 5,
  rights: 6,
  tables: 7,
  loading: 8,
};
const LATE = 9;

/** The code that a run would end with: that of the problem that it meets first. Warnings do not count. */
export function exitCodeOf(findings: readonly Told[]): number {
  const problems = findings.filter(({ outcome }) => outcome === 'problem');
  const met = ({ subject, isLate }: Told) => (isLate ? LATE : MET_AT[subject]);
  const [first] = problems.toSorted((one, other) => met(one) - met(other));
  return first === undefined ? EXIT_CODES.ok : EXIT_CODES[first.exit ?? 'bug'];
}

export function countOf(findings: readonly Told[], outcome: Outcome): number {
  return findings.filter((each) => each.outcome === outcome).length;
}
