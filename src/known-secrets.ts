import { EtlError } from './core/errors.ts';
import type { RunEvent } from './core/event.ts';
import { redact } from './redact.ts';

/** Variables that hold a secret as a whole. */
const SECRET_VARIABLES = [
  'WAREHOUSE_PASSWORD',
  'PGPASSWORD',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'NOTIFY_URL',
];

/** Variables that hold a URL, which may have a password in it. */
const URL_VARIABLES = [
  'WAREHOUSE_URL',
  'DATABASE_URL',
  'NOTIFY_URL',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'http_proxy',
  'https_proxy',
];

/** Shorter ones are words, which would be taken out of every sentence. */
const SHORTEST = 8;

/** A path may hold the token of a webhook. */
const SHORTEST_SEGMENT = 16;

const REDACTED = '[redacted]';

/** What takes secrets out of the texts of a run. */
export interface Redaction {
  /** Of a message of an error, a server or a library: what is known to be secret, and what looks like it. */
  readonly message: (text: string) => string;
  /** Of data: what is known to be secret. What only looks like it is what somebody wants to see. */
  readonly data: (text: string) => string;
}

/** Knows the secrets of an environment by their values, however a library or a server came to repeat them. */
export function redactionFor(env: Readonly<Record<string, string | undefined>>): Redaction {
  const whole = SECRET_VARIABLES.map((name) => env[name] ?? '');
  const parts = URL_VARIABLES.flatMap((name) => secretsInUrl(env[name] ?? ''));
  const values = [...whole, ...parts].filter((value) => value.length >= SHORTEST);
  const forms = values.flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
  // One that contains another goes first.
  const known = [...new Set(forms)].sort((one, other) => other.length - one.length);
  const data = (text: string) => known.reduce((rest, value) => rest.replaceAll(value, REDACTED), text);
  return { data, message: (text) => redact(data(text)) };
}

function secretsInUrl(text: string): readonly string[] {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]*?:([^/?#\s]*)@/i.exec(text)?.[1] ?? '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url !== undefined && /^https?:$/.test(url.protocol);
  const segments = isWeb ? url.pathname.split('/').filter((part) => part.length >= SHORTEST_SEGMENT) : [];
  const parameters =
    url === undefined ? [] : [...url.searchParams].flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  return [password, decoded(password), ...segments, ...parameters];
}

function isSecretName(name: string): boolean {
  return /password|secret|token|signature|^sig$|key/i.test(name);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An error without secrets, wherever it may have them. */
export function withoutSecretsInError(error: EtlError, { message, data }: Redaction): EtlError {
  const { kind, details, hint, cause, isTransient } = error;
  const clean = new EtlError(kind, message(error.message), {
    // Evidence is often data.
    details: details.map(data),
    isTransient,
    ...(hint === undefined ? {} : { hint: message(hint) }),
    ...(cause === undefined ? {} : { cause: withoutSecretsInCause(cause, message) }),
  });
  if (error.stack !== undefined) clean.stack = message(error.stack);
  return clean;
}

/** Of a cause only a bug shows more than nothing: its stack. */
function withoutSecretsInCause(cause: unknown, message: Redaction['message']): unknown {
  if (!(cause instanceof Error)) return undefined;
  const clean = new Error(message(cause.message));
  clean.name = cause.name;
  if (cause.stack !== undefined) clean.stack = message(cause.stack);
  return clean;
}

/** An event without secrets: a setting may come back in a message as a path that is none, a server may repeat a statement. */
export function withoutSecrets(event: RunEvent, redaction: Redaction): RunEvent {
  const { message, data } = redaction;
  switch (event.type) {
    case 'run-failed':
      return { ...event, error: withoutSecretsInError(event.error, redaction) };
    case 'run-started':
      return { ...event, warehouse: message(event.warehouse) };
    case 'notice':
      return { ...event, message: message(event.message) };
    case 'task-finished':
      return event.reason === undefined ? event : { ...event, reason: message(event.reason) };
    case 'retry-scheduled':
      return { ...event, reason: message(event.reason) };
    case 'check-finished':
      return { ...event, result: withoutSecretsIn(event.result, data) };
    case 'run-finished':
      return { ...event, summary: withoutSecretsIn(event.summary, message) };
    default:
      return event;
  }
}

/** Plain data with each text in it changed. */
function withoutSecretsIn<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((each) => withoutSecretsIn(each, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, withoutSecretsIn(each, change)]);
  return Object.fromEntries(entries) as T;
}
