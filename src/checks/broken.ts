import { EtlError, throwIfAborted } from '../core/errors.ts';
import type { CheckResult } from '../core/event.ts';
import type { Warehouse } from '../core/warehouse.ts';
import type { CheckDefinition } from './definition.ts';
import { type CheckScope, statementName } from './plan.ts';
import { trialOf } from './trial.ts';

/** A check that the engine refuses, and why. */
export interface BrokenCheck {
  readonly check: CheckDefinition;
  /** In the engine's words. */
  readonly reason: string;
  readonly error: EtlError;
}

/**
 * Finds the checks that the engine refuses by trying each in a transaction of its own: within one, the first failure ends all.
 * @param depth `names`: as far as tables, columns and types go, at hardly any cost; `whole`: with all rows
 * @throws what has nothing to do with a check: a lost connection, a wait that took too long
 */
export async function findBroken(
  warehouse: Warehouse,
  checks: readonly CheckDefinition[],
  scope: CheckScope,
  depth: 'names' | 'whole',
  signal: AbortSignal,
): Promise<readonly BrokenCheck[]> {
  const broken: BrokenCheck[] = [];
  for (const check of checks) {
    const error = await warehouse
      .transaction((session) => session.query(trialOf(check, scope, depth)), signal)
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    if (error === undefined) continue;
    throwIfAborted(signal);
    if (!isAboutStatement(error)) throw error;
    broken.push(explainBroken(check, error));
  }
  return broken;
}

/** True for what an engine says of a statement; false for what passes, and for what no other statement would mend. */
export function isAboutStatement(error: unknown): error is EtlError {
  return error instanceof EtlError && ['warehouse', 'missingStep'].includes(error.kind) && !error.isTransient;
}

function explainBroken(check: CheckDefinition, cause: EtlError): BrokenCheck {
  const reason = cause.message.replace(/^.*? failed on .*?: /s, '');
  const error = new EtlError(
    'checkBroken',
    `check ${check.name} cannot be evaluated (${statementName(check)}): ${reason}`,
    {
      details: cause.details,
      hint: `mend ${check.origin}`,
      cause,
    },
  );
  return { check, reason, error };
}

/** How a check that is broken comes out. */
export function brokenResult({ check, reason, error }: BrokenCheck): {
  readonly result: CheckResult;
  readonly error: EtlError;
} {
  const { name, title, severity, scope, origin } = check;
  const result = {
    check: name,
    title,
    severity,
    scope,
    count: 0,
    sample: [],
    finding: reason,
    origin,
    durationMs: 0,
  } as const;
  return { result: { ...result, outcome: 'broken' }, error };
}
