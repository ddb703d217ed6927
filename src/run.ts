import { EXIT_CODES, messageOf, toEtlError } from './core/errors.ts';
import { CHECK_OUTCOMES, type CheckOutcome, type CheckResult, type RunEvent, type RunSummary } from './core/event.ts';
import type { TaskResult } from './core/execute.ts';
import type { Warehouse } from './core/warehouse.ts';
import { findInput, type Input, listSongs, NO_INPUT } from './input.ts';
import { recordChecks } from './record-checks.ts';
import { runGroups } from './run-groups.ts';
import { newRunId } from './run-id.ts';
import type { RunEnvironment, RunRequest } from './run-request.ts';
import { summarize } from './summarize.ts';

/** Runs a selection of the graph and reports it. Resolves to the exit code; never throws. */
export async function run(request: RunRequest, environment: RunEnvironment): Promise<number> {
  const { emit, signal, clock } = environment;
  const started = clock();
  const results = new Map<string, TaskResult>();
  const runId = newRunId(environment.now());
  const checks = collectChecks(emit);
  const collecting = { ...environment, emit: checks.emit };
  const broken = { isKnown: false, checks: [] };
  let warehouse: Warehouse | undefined;
  let input = NO_INPUT;
  let exitCode: number = EXIT_CODES.ok;
  try {
    const songs = listSongs(request, environment);
    input = await findInput(request, environment);
    // A source that cannot be read is a mistake to tell of before anything is made or changed.
    await songs;
    warehouse = await environment.services.warehouse();
    emit(startEvent(runId, request, input, warehouse.location));
    await runGroups({ request, input, songs, environment: collecting, warehouse, results, broken });
  } catch (error) {
    const failure = toEtlError(signal.aborted ? signal.reason : error);
    exitCode = failure.exitCode;
    emit({ type: 'run-failed', error: failure });
  }
  if (warehouse !== undefined) {
    const { keepDays } = request.checks;
    const checked = { run: runId, command: request.command, days: input.days, now: environment.now(), keepDays };
    await recordChecks(warehouse, checked, checks.results()).catch((error: unknown) =>
      emit({ type: 'notice', level: 'warning', message: messageOf(error) }),
    );
  }
  const counts = countOutcomes(checks.results());
  const outcome = { exitCode, ...input, results, tasks: request.tasks, checks: counts, durationMs: clock() - started };
  emit({ type: 'run-finished', summary: summarize(outcome) });
  return exitCode;
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

/** Passes events on and keeps the results of checks. */
function collectChecks(emit: (event: RunEvent) => void) {
  // By name: where a transaction was tried again, the last result of a check is the one that counts.
  const results = new Map<string, CheckResult>();
  const collecting = (event: RunEvent) => {
    if (event.type === 'check-finished') results.set(event.result.check, event.result);
    emit(event);
  };
  return { emit: collecting, results: () => [...results.values()] };
}

function countOutcomes(results: readonly CheckResult[]): RunSummary['checks'] {
  const count = (wanted: CheckOutcome) => results.filter(({ outcome }) => outcome === wanted).length;
  return Object.fromEntries(CHECK_OUTCOMES.map((outcome) => [outcome, count(outcome)])) as RunSummary['checks'];
}
