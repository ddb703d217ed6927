import { expect } from 'vitest';
import type { CliResult } from './cli.ts';

/** A finding as --json tells it. */
interface ToldFinding {
  readonly subject: string;
  readonly check: string;
  readonly outcome: 'ok' | 'warning' | 'problem' | 'skipped';
  readonly found: string;
  readonly fix?: string;
  readonly details?: readonly string[];
}

export interface Diagnosis {
  readonly code: number | null;
  readonly findings: readonly ToldFinding[];
  /** The findings of one step. */
  of(check: string): readonly ToldFinding[];
  /** The steps that came out so, by name. */
  steps(outcome: ToldFinding['outcome']): readonly string[];
}

/** Reads what `doctor --json` wrote: one document, whose exit code is that of the process. */
export function diagnosisOf(result: CliResult): Diagnosis {
  expect(result.stderr).toBe('');
  const document = JSON.parse(result.stdout) as { type: string; exitCode: number; findings: ToldFinding[] };
  expect(document).toMatchObject({ type: 'doctor', exitCode: result.code });
  const { findings } = document;
  for (const finding of findings) {
    const needsFix = finding.outcome === 'problem' || finding.outcome === 'warning';
    expect(needsFix ? (finding.fix ?? '') : 'none', `${finding.check}: ${finding.found}`).not.toBe('');
  }
  return {
    code: result.code,
    findings,
    of: (check) => findings.filter((each) => each.check === check),
    steps: (outcome) => findings.filter((each) => each.outcome === outcome).map(({ check }) => check),
  };
}

/** Expects exactly these problems, by step, and the code of the first that a run would meet. */
export function expectProblems(diagnosis: Diagnosis, code: number, checks: readonly string[]): void {
  const told = diagnosis.findings.filter(({ outcome }) => outcome === 'problem');
  expect(diagnosis.steps('problem'), JSON.stringify(told, undefined, 1)).toEqual(checks);
  expect(diagnosis.code).toBe(code);
}
