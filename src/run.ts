import { EXIT_CODES, toEtlError } from './core/errors.ts';
import type { CheckResult, RunEvent } from './core/event.ts';
import type { TaskResult } from './core/execute.ts';
import { findInput, type Input, listSongs, NO_INPUT } from './input.ts';
import { runGroups } from './run-groups.ts';
import type { RunEnvironment, RunRequest } from './run-request.ts';
import { summarize } from './summarize.ts';

/** Runs a selection of the graph and reports it. Resolves to the exit code; never throws. */
export async function run(request: RunRequest, environment: RunEnvironment): Promise<number> {
  const { emit, signal, clock } = environment;
  const started = clock();
  const results = new Map<string, TaskResult>();
  const counted = { ...environment, emit: countChecks(emit) };
  let input = NO_INPUT;
  let exitCode: number = EXIT_CODES.ok;
  try {
    const songs = listSongs(request, environment);
    input = await findInput(request, environment);
    // A source that cannot be read is a mistake to tell of before anything is made or changed.
    await songs;
    const warehouse = await environment.services.warehouse();
    emit(startEvent(request, input, warehouse.location));
    await runGroups({ request, input, songs, environment: counted, warehouse, results });
  } catch (error) {
    const failure = toEtlError(signal.aborted ? signal.reason : error);
    exitCode = failure.exitCode;
    emit({ type: 'run-failed', error: failure });
  }
  const checks = counted.emit.checks();
  const outcome = { exitCode, ...input, results, tasks: request.tasks, checks, durationMs: clock() - started };
  emit({ type: 'run-finished', summary: summarize(outcome) });
  return exitCode;
}

function startEvent({ command, version, tasks }: RunRequest, { days, missing }: Input, warehouse: string): RunEvent {
  const views = tasks.map(({ id, stage, title, needs }) => ({ id, stage, title, needs }));
  return { type: 'run-started', command, version, warehouse, days, missingDays: missing, tasks: views };
}

/** Passes events on and counts the outcomes of checks. */
function countChecks(emit: (event: RunEvent) => void) {
  // By name: where a transaction was tried again, the last result of a check is the one that counts.
  const outcomes = new Map<string, CheckResult['outcome']>();
  const counting = (event: RunEvent) => {
    if (event.type === 'check-finished') outcomes.set(event.result.check, event.result.outcome);
    emit(event);
  };
  const count = (wanted: CheckResult['outcome']) => [...outcomes.values()].filter((each) => each === wanted).length;
  const checks = () => ({ passed: count('passed'), warned: count('warned'), failed: count('failed') });
  return Object.assign(counting, { checks });
}
