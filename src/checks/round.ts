import type { EtlError } from '../core/errors.ts';
import type { CheckResult } from '../core/event.ts';
import type { SqlCatalog } from '../core/statement.ts';
import type { Session, Warehouse } from '../core/warehouse.ts';
import { type BrokenCheck, brokenResult, findBroken, isAboutStatement } from './broken.ts';
import type { CheckDefinition } from './definition.ts';
import { type EvaluateOptions, evaluateChecks } from './evaluate.ts';
import { type CheckScope, isBuiltIn } from './plan.ts';

/** Everything that one evaluation of checks needs. */
export interface RoundOptions extends EvaluateOptions {
  readonly warehouse: Warehouse;
  readonly session: Session;
  readonly sql: SqlCatalog;
  readonly checks: readonly CheckDefinition[];
  /** Those known to be broken: they are not evaluated. */
  readonly broken: readonly BrokenCheck[];
  readonly scope: CheckScope;
  /** True: the session's transaction holds what is to be published, so that nothing else can see it. */
  readonly isPublishing: boolean;
  readonly signal: AbortSignal;
}

/** How a check came out, with the error that tells of one that is broken. */
export interface RoundResult {
  readonly result: CheckResult;
  readonly error?: EtlError;
}

/** The checks of a run, evaluated together as soon as the first result is asked for. */
export class CheckRound {
  readonly #options: RoundOptions;
  #results: Promise<ReadonlyMap<string, RoundResult>> | undefined;

  constructor(options: RoundOptions) {
    this.#options = options;
  }

  /**
   * The result of a check; undefined if it was not evaluated because another is broken.
   * @throws what keeps checks from being evaluated at all
   */
  async result(name: string): Promise<RoundResult | undefined> {
    this.#results ??= evaluateRound(this.#options);
    return (await this.#results).get(name);
  }
}

async function evaluateRound(options: RoundOptions): Promise<ReadonlyMap<string, RoundResult>> {
  const { session, sql, checks, scope, broken } = options;
  const isBroken = new Set(broken.map(({ check }) => check.name));
  const sound = checks.filter(({ name }) => !isBroken.has(name));
  const results: readonly (RoundResult | CheckResult)[] = await evaluateChecks(
    session,
    sql,
    sound,
    scope,
    options,
  ).catch((error: unknown) => evaluateApart(options, sound, error));
  return new Map([
    ...broken.map((each) => [each.check.name, brokenResult(each)] as const),
    ...results
      .map((each) => ('result' in each ? each : { result: each }))
      .map((each) => [each.result.check, each] as const),
  ]);
}

/**
 * After a statement failed, and with it the transaction: the checks whose fault it was, and, where nothing is lost with the
 * transaction, the results of all others. Throws the error if it was no check's of the user.
 */
async function evaluateApart(
  options: RoundOptions,
  checks: readonly CheckDefinition[],
  error: unknown,
): Promise<readonly (RoundResult | CheckResult)[]> {
  const { warehouse, sql, scope, signal, isPublishing } = options;
  if (!isAboutStatement(error)) throw error;
  const own = checks.filter((check) => !isBuiltIn(check));
  const broken = await findBroken(warehouse, own, scope, 'whole', signal);
  if (broken.length === 0) throw error;
  const found = broken.map(brokenResult);
  if (isPublishing) return found;
  const others = checks.filter((check) => !broken.some((each) => each.check === check));
  const rest = await warehouse.transaction((session) => evaluateChecks(session, sql, others, scope, options), signal);
  return [...found, ...rest];
}
