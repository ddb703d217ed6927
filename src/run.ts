import { leaveOutLoaded, type Remainder } from './catch-up.ts';
import { type ChunkedRun, newChunkedRun, runChunks } from './chunks.ts';
import { type EtlError, EXIT_CODES, messageOf, toEtlError } from './core/errors.ts';
import type { PreviousRun, RunEvent } from './core/event.ts';
import type { Warehouse } from './core/warehouse.ts';
import { findInput, type Input, listSongs, NO_INPUT } from './input.ts';
import { beginRun, endRun, type JournalDay, type JournalRun } from './journal.ts';
import { type Redaction, withoutSecrets, withoutSecretsInError } from './known-secrets.ts';
import { describeOrphan, type Orphan } from './orphan.ts';
import { withRetriesTold } from './retry.ts';
import { RunLog } from './run-log.ts';
import type { RunEnvironment, RunRequest } from './run-request.ts';
import { chosenDays } from './source/find-files.ts';
import { summarize } from './summarize.ts';

/** Before the history is written down once more, at most: loading is not to wait for it as long as it may for itself. */
const RECORDING_DELAY_MS = 1000;

/** Writes something down, again if that fails for a passing reason. */
type Recording = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Runs a selection of the graph, reports it and keeps what became of it. Resolves to the exit code; never throws.
 * @param onWork told what there is to do, when that is known and nothing is done yet
 */
export async function run(
  asked: RunRequest,
  outside: RunEnvironment,
  onWork?: (work: Remainder) => void,
): Promise<number> {
  const { signal, clock, now } = outside;
  const started = clock();
  const log = new RunLog(now);
  const emit = (event: RunEvent) => {
    const safe = withoutSecrets(event, outside.redaction);
    log.add(safe);
    outside.emit(safe);
  };
  const environment = { ...outside, emit };
  const journal = journalOf(asked, environment);
  let request = asked;
  let warehouse: Warehouse | undefined;
  let input = NO_INPUT;
  let progress = newChunkedRun([]);
  let failure: EtlError | undefined;
  let previous: PreviousRun | undefined;
  let hasBegun = false;
  // Tasks are tried again one by one; this is for what comes before and after them.
  const patiently = <T>(work: () => Promise<T>) => withRetriesTold(asked.retry, signal, emit, work);
  const policy = { ...asked.retry, delayMs: Math.min(asked.retry.delayMs, RECORDING_DELAY_MS) };
  const recording: Recording = (work) => withRetriesTold(policy, signal, emit, work);
  try {
    const listed = listSongs(asked, environment);
    const found = await patiently(() => findInput(asked, environment));
    // A source that cannot be read is a mistake to tell of before anything is made or changed.
    const all = await listed;
    const opened = await patiently(() => environment.services.warehouse());
    warehouse = opened;
    const left = await patiently(() => leaveOutLoaded(opened, asked, found, all, signal));
    ({ request, input } = left);
    onWork?.(left);
    progress = newChunkedRun(input.days);
    emit(startEvent(journal.id, request, input, opened.location));
    for (const notice of left.notices) emit(notice);
    const broken = { isKnown: false, checks: [] };
    const begin = () => {
      hasBegun = true;
      return begun(opened, journal, daysOf(request, input, progress), environment, recording);
    };
    const { songs } = left;
    await runChunks(
      { runId: journal.id, request, input, songs, environment, warehouse: opened, broken, begin },
      progress,
    );
  } catch (error) {
    failure = withoutSecretsInError(toEtlError(signal.aborted ? signal.reason : error), outside.redaction);
    emit({ type: 'run-failed', error: failure });
  }
  const exitCode = failure?.exitCode ?? EXIT_CODES.ok;
  const { effects } = progress;
  const isCutShort = progress.loaded.length > 0 || input.days.length > request.chunk.days;
  const days = isCutShort ? progress.loaded : input.days;
  const checks = log.countChecks();
  const left = loadsDays(request) ? progress : { ...progress, pending: [] };
  const durationMs = clock() - started;
  const outcome = { exitCode, days, missing: input.missing, effects, checks, progress: left, durationMs };
  const summary = summarize(outcome);
  warehouse ??= await environment.services.recordingWarehouse(failure).catch(() => undefined);
  if (warehouse !== undefined) {
    const open = warehouse;
    const days = input === NO_INPUT ? askedDays(asked, failure) : daysOf(request, input, progress);
    const reached = cleanDays(days, outside.redaction);
    const end = { summary, error: failure?.message, days: reached, log, now: now(), hasBegun };
    // A server that did not come back in time for the run has had its tries.
    const ending = failure?.isTransient ? endRun(open, journal, end) : recording(() => endRun(open, journal, end));
    const ended = await ending.catch((error: unknown) => void emit(notKept(error)));
    previous = ended?.previous;
    for (const orphan of ended?.orphans ?? []) emit(neverEnded(orphan));
  }
  emit({ type: 'run-finished', summary, ...(previous === undefined ? {} : { previous }) });
  return exitCode;
}

function journalOf(
  { command, version, tasks, checks }: RunRequest,
  { now, host, processId, runId }: RunEnvironment,
): JournalRun {
  const startedAt = now();
  const isWriting = tasks.some(({ stage }) => stage !== 'check');
  const { keepDays } = checks;
  return { id: runId, command, version, isWriting, host, processId, startedAt, keepDays };
}

/** Writes down that the run has begun, and tells of those that never ended. */
async function begun(
  warehouse: Warehouse,
  journal: JournalRun,
  days: readonly JournalDay[],
  { emit, now }: Pick<RunEnvironment, 'emit' | 'now'>,
  recording: Recording,
): Promise<void> {
  if (!journal.isWriting) return;
  try {
    for (const orphan of await recording(() => beginRun(warehouse, journal, days, now()))) emit(neverEnded(orphan));
  } catch (error) {
    emit(notKept(error));
  }
}

function neverEnded(orphan: Orphan): RunEvent {
  return { type: 'notice', level: 'warning', message: describeOrphan(orphan) };
}

function notKept(error: unknown): RunEvent {
  return { type: 'notice', level: 'warning', message: `the history of this run is not kept: ${messageOf(error)}` };
}

function cleanDays(days: readonly JournalDay[], { message }: Redaction): readonly JournalDay[] {
  return days.map((day) => (day.reason === undefined ? day : { ...day, reason: message(day.reason) }));
}

function loadsDays({ tasks }: Pick<RunRequest, 'tasks'>): boolean {
  return tasks.some(({ id, stage }) => stage === 'fact' || id === 'stage:events');
}

/** The days that a run loads, and what became of them so far. */
function daysOf({ tasks }: RunRequest, input: Input, { loaded, failed }: ChunkedRun): readonly JournalDay[] {
  if (!loadsDays({ tasks })) return [];
  const publishes = tasks.some(({ stage }) => stage === 'fact');
  const done = new Set(loaded);
  const reasons = new Map(failed.map(({ day, error }) => [day, reasonOf(error)]));
  const outcome = (day: string): JournalDay => {
    if (done.has(day)) return { day, outcome: publishes ? 'published' : 'staged' };
    const reason = reasons.get(day);
    return reason === undefined ? { day, outcome: 'pending' } : { day, outcome: 'failed', reason };
  };
  const missing = input.missing.map(({ day, lookedFor }): JournalDay => {
    return { day, outcome: 'missing', reason: `looked for ${lookedFor}` };
  });
  return [...input.days.map(outcome), ...missing];
}

/** The days that a run was asked for by name, and that it did not even find out about. */
function askedDays({ selection, tasks }: RunRequest, failure: EtlError | undefined): readonly JournalDay[] {
  if (!loadsDays({ tasks }) || selection === undefined || selection.kind === 'all' || failure === undefined) return [];
  // A signal says nothing about a day: it was not reached.
  const isStopped = failure.kind === 'interrupted' || failure.kind === 'terminated';
  const outcome = isStopped
    ? ({ outcome: 'pending' } as const)
    : ({ outcome: 'failed', reason: reasonOf(failure) } as const);
  return chosenDays(selection).map((day) => ({ day, ...outcome }));
}

/** With the first piece of evidence: who looks at the history wants to know which file, and which line. */
function reasonOf({ message, details: [first] }: EtlError): string {
  return first === undefined ? message : `${message}: ${first}`;
}

function startEvent(
  run: string,
  { command, version, tasks }: RunRequest,
  { days, missing }: Input,
  warehouse: string,
): RunEvent {
  const views = tasks.map(({ id, stage, title, needs }) => ({ id, stage, title, needs }));
  return { type: 'run-started', run, command, version, warehouse, days, missingDays: missing, tasks: views };
}
