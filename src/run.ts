import { leaveOutLoaded, type Remainder } from './catch-up.ts';
import { newChunkedRun, runChunks } from './chunks.ts';
import { briefly, type EtlError, EXIT_CODES, toEtlError } from './core/errors.ts';
import type { RunEvent, RunSummary } from './core/event.ts';
import type { Warehouse } from './core/warehouse.ts';
import { Diary } from './diary.ts';
import { findInput, type Input, listSongs, NO_INPUT } from './input.ts';
import { withoutSecrets, withoutSecretsInError } from './known-secrets.ts';
import { withRetriesTold } from './retry.ts';
import { askedDays, daysOf, loadsDays } from './run-days.ts';
import { RunLog } from './run-log.ts';
import type { RunEnvironment, RunRequest } from './run-request.ts';
import { MissingLogsError } from './source/find-files.ts';
import { summarize } from './summarize.ts';

type OnWork = (work: Remainder) => void;

/** How far a run is: known step by step, and what is known when it fails is kept. */
interface Advance {
  request: RunRequest;
  input: Input;
  progress: ReturnType<typeof newChunkedRun>;
  warehouse: Warehouse | undefined;
}

/**
 * Runs a selection of the graph, reports it and keeps what became of it. Resolves to the exit code; never throws.
 * @param onWork told what there is to do, when that is known and nothing is done yet
 */
export async function run(asked: RunRequest, outside: RunEnvironment, onWork?: OnWork): Promise<number> {
  const { clock, redaction } = outside;
  const started = clock();
  const log = new RunLog(outside.now);
  const emit = (event: RunEvent) => {
    const safe = withoutSecrets(event, redaction);
    log.add(safe);
    outside.emit(safe);
  };
  const environment = { ...outside, emit };
  const diary = new Diary(asked, environment);
  const advance: Advance = { request: asked, input: NO_INPUT, progress: newChunkedRun([]), warehouse: undefined };
  const failure = await work(advance, environment, { diary, log }, onWork).then(
    () => undefined,
    (error: unknown) => withoutSecretsInError(toEtlError(error), redaction),
  );
  if (failure !== undefined) emit({ type: 'run-failed', error: failure });
  const summary = summaryOf(advance, failure, log, clock() - started);
  const warehouse = advance.warehouse ?? (await warehouseFor(environment, failure));
  const end = { summary, error: failure && briefly(failure), days: journalDays(asked, advance, failure), log };
  const before = warehouse && (await diary.end(warehouse, end, failure?.isTransient !== true));
  emit({ type: 'run-finished', summary, ...before });
  return summary.exitCode;
}

/** Finds out what there is to do, and does it. Throws what it fails with, or the reason of an abort. */
async function work(
  advance: Advance,
  environment: RunEnvironment,
  { diary, log }: { readonly diary: Diary; readonly log: RunLog },
  onWork?: OnWork,
): Promise<void> {
  const { signal, emit, runId } = environment;
  try {
    const left = await findWork(advance, environment);
    const { songs } = left;
    const warehouse = advance.warehouse as Warehouse;
    onWork?.(left);
    Object.assign(advance, { request: left.request, input: left.input, progress: newChunkedRun(left.input.days) });
    const { request, input, progress } = advance;
    emit(startEvent(runId, request, input, warehouse.location));
    for (const notice of left.notices) emit(notice);
    const broken = { isKnown: false, checks: [] };
    const begin = () => diary.begin(warehouse, daysOf(request, input, progress));
    const keepTasks = () => diary.keepTasks(warehouse, log.tasks);
    await runChunks({ runId, request, input, songs, environment, warehouse, broken, begin, keepTasks }, progress);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

/** Lists what is asked for, opens the warehouse, and leaves out what is loaded already. */
async function findWork(advance: Advance, environment: RunEnvironment): Promise<Remainder> {
  const { request } = advance;
  const { services, signal, emit, hasWaited } = environment;
  // Tasks are tried again one by one; this is for what comes before them.
  const patiently = <T>(step: () => Promise<T>) => withRetriesTold(request.retry, signal, emit, step);
  const look = async () => {
    const listed = listSongs(request, environment);
    const found = await patiently(() => findInput(request, environment)).catch((error: unknown) => {
      // Known for good, and no failure of the day: nobody needs to try it again.
      if (error instanceof MissingLogsError) advance.input = error.found;
      throw error;
    });
    return { found, songs: await listed };
  };
  // A source that cannot be read is a mistake to tell of before anything is made or changed.
  let seen = await look();
  const warehouse = await patiently(() => services.warehouse());
  advance.warehouse = warehouse;
  // What came to the source in the meantime is not left to the next run; what went is not looked for.
  if (hasWaited()) seen = await look();
  const { found, songs } = seen;
  if (warehouse.mended !== undefined) emit({ type: 'notice', level: 'warning', message: warehouse.mended });
  return patiently(() => leaveOutLoaded(warehouse, request, found, songs, signal));
}

function summaryOf(
  { request, input, progress }: Advance,
  failure: EtlError | undefined,
  log: RunLog,
  durationMs: number,
): RunSummary {
  const isCutShort = progress.loaded.length > 0 || input.days.length > request.chunk.days;
  return summarize({
    exitCode: failure?.exitCode ?? EXIT_CODES.ok,
    days: isCutShort ? progress.loaded : input.days,
    missing: input.missing,
    effects: progress.effects,
    checks: log.countChecks(),
    progress: loadsDays(request) ? progress : { ...progress, pending: [] },
    durationMs,
  });
}

/** Of a run that failed before it needed one: to write that down. */
function warehouseFor({ services }: RunEnvironment, failure: EtlError | undefined): Promise<Warehouse | undefined> {
  return services.recordingWarehouse(failure).catch(() => undefined);
}

function journalDays(asked: RunRequest, { request, input, progress }: Advance, failure: EtlError | undefined) {
  return input === NO_INPUT ? askedDays(asked, failure) : daysOf(request, input, progress);
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
