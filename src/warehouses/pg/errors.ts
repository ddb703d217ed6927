import { EtlError, messageOf } from '../../core/errors.ts';
import { CONNECT_RULES } from './connect-rules.ts';
import type { ErrorRule } from './error-rule.ts';
import { excerpt } from './excerpt.ts';
import type { FailedAt } from './failed-at.ts';
import { LOSS_RULES, SERVER_RULES } from './server-rules.ts';
import type { Product, ServerError } from './types.ts';

const RULES: readonly ErrorRule[] = [...CONNECT_RULES, ...LOSS_RULES, ...SERVER_RULES];

/** What is known of a server when one of its errors is explained. */
export interface Circumstances {
  readonly product: Product;
  /** Where it is, without any secret. */
  readonly location: string;
  /** True if this process has been connected to it before. */
  readonly wasReached: boolean;
  /** The statement that failed; absent: there was no connection yet. */
  readonly at?: FailedAt;
}

/** The fields that an error of `pg` can have besides those a product looks at. */
interface DriverError extends ServerError {
  readonly severity?: string;
  readonly position?: string;
  readonly errors?: readonly Error[];
}

/**
 * What an error of `pg`, of a socket or of the server means for the user. Errors that are explained already pass
 * through, and so does what comes from neither: a bug.
 */
export function explain(error: unknown, circumstances: Circumstances): unknown {
  if (error instanceof EtlError || !(error instanceof Error)) return error;
  const cause = firstOf(error);
  const { product, location, at } = circumstances;
  const where = at === undefined ? location : `${location} (${nameOf(at)})`;
  const special = product.explain(cause, where);
  if (special !== undefined) return special;
  const rule = [...product.rules, ...RULES].find((each) => fits(each, cause));
  if (rule === undefined && !isFromServer(cause)) return error;
  return toError(cause, where, rule, circumstances);
}

/** True if the server closes the connection with this error: what was under way may have been done or not. */
export function isFatal(error: unknown): boolean {
  return error instanceof Error && /^(FATAL|PANIC)$/.test((error as DriverError).severity ?? '');
}

function toError(error: DriverError, where: string, rule: ErrorRule | undefined, known: Circumstances): EtlError {
  const { product, wasReached, at } = known;
  const what = at === undefined ? `cannot connect to ${where}` : `${product.name} failed on ${where}`;
  const { isTransient, kind = 'warehouse', says, hint } = rule ?? {};
  return new EtlError(kind, `${what}: ${says ?? firstLine(messageOf(error))}`, {
    cause: error,
    details: [...detailsOf(error), ...(at === undefined ? [] : excerpt(error.position, at))],
    isTransient: isTransient === 'always' || (isTransient === 'once reached' && wasReached),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** A name with a folder is that of a file; others are our own words: `commit`. */
function nameOf({ name, more = 0 }: FailedAt): string {
  return (name.includes('/') ? `${name}.sql` : name) + (more > 0 ? ` and ${more} more` : '');
}

function fits({ code, text }: ErrorRule, error: DriverError): boolean {
  if (code !== undefined && !code.test(error.code ?? '')) return false;
  return text === undefined || text.test(error.message);
}

/** A host with several addresses fails with one error that holds all, and says nothing itself. */
function firstOf(error: DriverError): DriverError {
  return error.message === '' ? (error.errors?.[0] ?? error) : error;
}

function isFromServer(error: DriverError): boolean {
  return error.severity !== undefined || (error as NodeJS.ErrnoException).syscall !== undefined;
}

function detailsOf({ detail, hint }: DriverError): string[] {
  const lines = detail === undefined ? [] : detail.split('\n').filter((line) => line.trim() !== '');
  return hint === undefined ? lines : [...lines, `the server's advice: ${hint}`];
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
