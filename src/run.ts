import { DATASETS, type Services } from './compose.ts';
import { EtlError, EXIT_CODES, throwIfAborted, toEtlError } from './core/errors.ts';
import type { RunEvent, RunSummary, Stage } from './core/event.ts';
import { execute, failureOf, type TaskResult } from './core/execute.ts';
import type { Task } from './core/task.ts';
import type { Session, StageFile, StageLoad, Warehouse } from './core/warehouse.ts';
import { type DayState, daysInState } from './days.ts';
import { requireEarlierSteps } from './preconditions.ts';
import { type DaySelection, findLogs, findSongs } from './source/find-files.ts';
import { openCatalog } from './sql/catalog.ts';
import { summarize } from './summarize.ts';
import type { DimensionMode, RunContext } from './tasks.ts';

/** What a subcommand asks for: a selection of the graph, for some days. */
export interface RunRequest {
  readonly command: string;
  readonly version: string;
  readonly tasks: readonly Task<RunContext>[];
  /** Undefined: the tasks need no days, or work on whatever is there. */
  readonly selection: DaySelection | undefined;
  /** Where the chosen days must be found: in the source's files, in staging, or among what is published. */
  readonly daysFrom: 'source' | DayState;
  /** Fail if one of several days is missing. */
  readonly strict: boolean;
  readonly mode: DimensionMode;
  readonly maxErrors: number;
}

export interface RunEnvironment {
  readonly services: Services;
  readonly logPattern: Parameters<typeof findLogs>[1];
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  readonly clock: () => number;
}

/** What the days of a request turned out to be. */
interface Input {
  readonly days: readonly string[];
  readonly files: readonly StageFile[];
  readonly missing: RunSummary['missingDays'];
}

/**
 * The stages that share a transaction, in the order in which the groups run. Creating tables is committed first, staging
 * commits each table by itself, and what readers see is published as one: fact, dimensions and blocking checks.
 */
const GROUPS: readonly { readonly stages: readonly Stage[]; readonly transaction: 'shared' | 'own' }[] = [
  { stages: ['create'], transaction: 'shared' },
  { stages: ['stage'], transaction: 'own' },
  { stages: ['fact', 'dimension', 'check'], transaction: 'shared' },
];

/** Runs a selection of the graph and reports it. Resolves to the exit code; never throws. */
export async function run(request: RunRequest, environment: RunEnvironment): Promise<number> {
  const { emit, signal, clock } = environment;
  const started = clock();
  const results = new Map<string, TaskResult>();
  let input: Input = { days: [], files: [], missing: [] };
  let exitCode: number = EXIT_CODES.ok;
  const collecting = { ...environment, emit: countChecks(emit) };
  try {
    input = await findInput(request, environment);
    emit(startEvent(request, input, (await environment.services.warehouse()).location));
    await runGroups(request, input, collecting, results);
  } catch (error) {
    const failure = toEtlError(signal.aborted ? signal.reason : error);
    exitCode = failure.exitCode;
    emit({ type: 'run-failed', error: failure });
  }
  const durationMs = clock() - started;
  const { checks } = collecting.emit;
  emit({
    type: 'run-finished',
    summary: summarize({ exitCode, ...input, results, tasks: request.tasks, checks, durationMs }),
  });
  return exitCode;
}

function startEvent({ command, version, tasks }: RunRequest, { days, missing }: Input, warehouse: string): RunEvent {
  const views = tasks.map(({ id, stage, title, needs }) => ({ id, stage, title, needs }));
  return { type: 'run-started', command, version, warehouse, days, missingDays: missing, tasks: views };
}

async function findInput(request: RunRequest, environment: RunEnvironment): Promise<Input> {
  const { selection, daysFrom } = request;
  if (!request.tasks.some(({ stage }) => stage === 'create')) await requireSteps(request, environment);
  if (selection === undefined) return { days: [], files: [], missing: [] };
  const input =
    daysFrom === 'source' ? await findFiles(selection, environment) : await findDays(selection, daysFrom, environment);
  if (request.strict && input.missing.length > 0) throw missingDays(input.missing);
  return input;
}

async function requireSteps({ tasks }: RunRequest, { services, signal }: RunEnvironment): Promise<void> {
  const warehouse = await services.warehouse();
  const sql = openCatalog(warehouse.dialect);
  await warehouse.transaction((session) => requireEarlierSteps(session, sql, tasks), signal);
}

async function findFiles(selection: DaySelection, { services, logPattern, signal }: RunEnvironment): Promise<Input> {
  return findLogs(await services.logs(), logPattern, selection, signal);
}

async function findDays(
  selection: DaySelection,
  state: DayState,
  { services, signal }: RunEnvironment,
): Promise<Input> {
  const warehouse = await services.warehouse();
  const sql = openCatalog(warehouse.dialect);
  const found = await warehouse.transaction((session) => daysInState(session, sql, state, selection), signal);
  return { ...found, files: [] };
}

function missingDays(missing: Input['missing']): EtlError {
  return new EtlError('badData', `${missing.length} of the days are missing, and --strict was given`, {
    details: missing.map(({ day, lookedFor }) => `${day}: looked for ${lookedFor}`),
    hint: 'deliver them, or leave --strict out to load the others',
  });
}

/** Runs all groups; after a failure the tasks of later groups are reported as skipped. Throws the first failure. */
async function runGroups(
  request: RunRequest,
  input: Input,
  environment: RunEnvironment,
  results: Map<string, TaskResult>,
): Promise<void> {
  const warehouse = await environment.services.warehouse();
  const group = { request, input, environment, warehouse, results };
  const failures: unknown[] = [];
  for (const { stages, transaction } of GROUPS) {
    const tasks = request.tasks.filter(({ stage }) => stages.includes(stage));
    if (tasks.length === 0) continue;
    if (failures.length > 0) skipAll(tasks, environment.emit, results);
    else await runGroup(group, tasks, transaction).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

function skipAll(
  tasks: readonly Task<RunContext>[],
  emit: RunEnvironment['emit'],
  results: Map<string, TaskResult>,
): void {
  const failed = [...results].flatMap(([id, { outcome }]) => (outcome === 'failed' ? [id] : []));
  const reason = failed.length === 0 ? 'interrupted' : `upstream failed: ${failed.join(', ')}`;
  for (const { id } of tasks) {
    emit({ type: 'task-finished', task: id, outcome: 'skipped', figures: {}, reason, durationMs: 0 });
    results.set(id, { outcome: 'skipped', figures: {} });
  }
}

interface Group {
  readonly request: RunRequest;
  readonly input: Input;
  readonly environment: RunEnvironment;
  readonly warehouse: Warehouse;
  readonly results: Map<string, TaskResult>;
}

async function runGroup(
  group: Group,
  tasks: readonly Task<RunContext>[],
  transaction: 'shared' | 'own',
): Promise<void> {
  const { input, environment, warehouse } = group;
  if (transaction === 'own') return runTasks(group, tasks, NO_SESSION);
  const publishes = tasks.some(({ stage }) => stage === 'fact' || stage === 'dimension');
  const finish = (outcome: 'committed' | 'rolled-back') => {
    if (publishes) environment.emit({ type: 'publish-finished', outcome, days: input.days });
  };
  try {
    await warehouse.transaction((session) => runTasks(group, tasks, session), environment.signal);
  } catch (error) {
    finish('rolled-back');
    throw error;
  }
  return finish('committed');
}

/** Throws what failed, so that a transaction around it is rolled back. */
async function runTasks(group: Group, tasks: readonly Task<RunContext>[], session: Session): Promise<void> {
  const { request, input, environment, warehouse, results } = group;
  const { emit, signal, clock } = environment;
  const context = contextFor(request, input, environment, warehouse, session);
  const outcomes = await execute(tasks, { context, emit, signal, clock, earlier: new Map(results) });
  for (const [id, result] of outcomes) results.set(id, result);
  throwIfAborted(signal);
  const failure = failureOf(outcomes);
  if (failure !== undefined) throw failure;
}

/** Staging tasks open a transaction each; none may use that of others. */
const NO_SESSION: Session = {
  run: () => Promise.reject(new Error('this task has no transaction to share')),
  query: () => Promise.reject(new Error('this task has no transaction to share')),
};

function contextFor(
  { mode, maxErrors }: RunRequest,
  { days, files }: Input,
  { services, emit, signal }: RunEnvironment,
  warehouse: Warehouse,
  session: Session,
): RunContext {
  const load = (name: 'events' | 'songs') => ({ dataset: DATASETS[name], maxErrors });
  const openEvents = async (): Promise<Omit<StageLoad, 'onProgress'>> => {
    return { ...load('events'), files, days, reader: await services.eventReader(signal) };
  };
  const openSongs = async (): Promise<Omit<StageLoad, 'onProgress'>> => {
    const reader = await services.songReader();
    return { ...load('songs'), files: await findSongs(await services.songs(), signal), days: [], reader };
  };
  return { warehouse, sql: openCatalog(warehouse.dialect), session, days, mode, openEvents, openSongs, signal, emit };
}

/** Passes events on and counts the outcomes of checks. */
function countChecks(emit: (event: RunEvent) => void) {
  const checks = { passed: 0, warned: 0, failed: 0 };
  const counting = (event: RunEvent) => {
    if (event.type === 'check-finished') checks[event.result.outcome] += 1;
    emit(event);
  };
  return Object.assign(counting, { checks });
}
