import { type EtlError, throwIfAborted, toEtlError } from './core/errors.ts';
import type { Figures } from './core/event.ts';
import type { TaskResult } from './core/execute.ts';
import type { Task } from './core/task.ts';
import { type LeftOut, throwLeftOut, withLeftOut } from './left-out.ts';
import type { RunningRun } from './run-context.ts';
import { runGroups } from './run-groups.ts';
import type { RunContext } from './tasks.ts';

/** What a task did that stayed. */
export interface Effect {
  readonly task: Task<RunContext>;
  readonly figures: Figures;
}

/** What became of the days of a run, filled as it goes on. */
export interface ChunkedRun extends LeftOut {
  readonly effects: Effect[];
  readonly loaded: string[];
  /** Days that are still to come. */
  pending: readonly string[];
}

export function newChunkedRun(days: readonly string[]): ChunkedRun {
  return { effects: [], loaded: [], failed: [], songsError: undefined, pending: days };
}

/**
 * Loads the days of a run in chunks, each staged and published as one. Where one fails because of its days, and the run is to
 * go on all the same, its days are tried one by one, so that only those are left out that are at fault. Where it is the new
 * songs, the days are loaded without them.
 * @throws the first failure, or one that names all that was left out
 */
export async function runChunks(run: Omit<RunningRun, 'results'>, progress: ChunkedRun): Promise<void> {
  const { request, input, environment } = run;
  const queue = chunksOf(input.days, request.chunk.days);
  const started = environment.clock();
  const isOneOfMany = queue.length > 1;
  for (let number = 1; queue.length > 0; number += 1) {
    const days = queue.shift() as readonly string[];
    const tasks = tasksFor(request.tasks, progress, days);
    if (isOneOfMany || number > 1) {
      const remaining = remainingTime(progress, environment.clock() - started);
      const ids = tasks.map(({ id }) => id);
      environment.emit({ type: 'chunk-started', number, total: number + queue.length, days, tasks: ids, ...remaining });
    }
    const failure = await runChunk(run, tasks, days, progress);
    if (queue.length > 0) await run.keepTasks();
    if (failure === undefined) continue;
    const { error, songsError } = failure;
    if (songsError !== undefined && canDoWithout(run, days)) {
      progress.songsError = songsError;
      queue.unshift(days);
      progress.pending = queue.flat();
      takeBack(failure, progress);
      continue;
    }
    // Without days there is nothing to leave out.
    const goesOn = request.chunk.continueOnError && failure.isAboutDays && days.length > 0;
    if (goesOn && days.length > 1) {
      queue.unshift(...days.map((day) => [day]));
      takeBack(failure, progress);
    } else {
      progress.failed.push(...days.map((day) => ({ day, error })));
    }
    progress.pending = queue.flat();
    // The days of this chunk failed with this error, which need not tell of them.
    if (!goesOn) throw withLeftOut(error, days.length === 0 ? progress : { ...progress, failed: [] });
    if (queue.length === 0 && progress.loaded.length === 0 && request.publishesRest) queue.push([]);
  }
  throwLeftOut(run, progress);
}

/** True if the days of a chunk can be loaded although the new songs cannot: there are songs from before, to match plays with. */
function canDoWithout({ request, songs }: Omit<RunningRun, 'results'>, days: readonly string[]): boolean {
  return request.chunk.continueOnError && days.length > 0 && songs.areStaged;
}

/** What is done again does not count twice. */
function takeBack({ redone }: ChunkFailure, { effects }: ChunkedRun): void {
  for (const effect of redone) effects.splice(effects.indexOf(effect), 1);
}

/** Why a chunk failed. */
interface ChunkFailure {
  readonly error: EtlError;
  /** Whether other days need not suffer from it. */
  readonly isAboutDays: boolean;
  /** Why new songs could not be staged, if it is they that are at fault. */
  readonly songsError: EtlError | undefined;
  /** What stayed of the chunk, and is replaced if its days are tried again. */
  readonly redone: readonly Effect[];
}

/** Resolves to why the chunk failed, if it did. */
async function runChunk(
  run: Omit<RunningRun, 'results'>,
  tasks: readonly Task<RunContext>[],
  days: readonly string[],
  progress: ChunkedRun,
): Promise<ChunkFailure | undefined> {
  const { request, input, environment } = run;
  const { signal } = environment;
  const results = new Map<string, TaskResult>();
  const chosen = new Set(days);
  const files = input.files.filter(({ day }) => day === undefined || chosen.has(day));
  const stayed = (isPublished: boolean) => {
    const effects = effectsOf(tasks, results, isPublished);
    progress.effects.push(...effects);
    return effects;
  };
  // Of a run that is stopped, these days are still to come.
  const leave = () => {
    progress.pending = progress.pending.filter((day) => !chosen.has(day));
  };
  try {
    await runGroups({ ...run, results, request: { ...request, tasks }, input: { ...input, days, files } });
    progress.loaded.push(...days);
    leave();
    // Published for good, even if a signal came while it was.
    stayed(true);
    return undefined;
  } catch (reason) {
    const effects = stayed(false);
    throwIfAborted(signal);
    leave();
    const error = toEtlError(reason);
    const songs = results.get('stage:songs');
    const songsError = songs?.outcome === 'failed' ? toEtlError(songs.error) : undefined;
    return {
      error,
      isAboutDays: canBeAboutData(error) && songsError === undefined,
      songsError: songsError !== undefined && canBeAboutData(songsError) ? songsError : undefined,
      redone: effects.filter(({ task }) => task.id === 'stage:events'),
    };
  }
}

/** What stays of a chunk: what was created and staged, and what was published unless that was rolled back. */
function effectsOf(
  tasks: readonly Task<RunContext>[],
  results: ReadonlyMap<string, TaskResult>,
  isPublished: boolean,
): readonly Effect[] {
  return tasks.flatMap((task) => {
    const result = results.get(task.id);
    if (result?.outcome !== 'succeeded') return [];
    const stays = task.stage === 'create' || task.stage === 'stage' || isPublished;
    return stays ? [{ task, figures: result.figures }] : [];
  });
}

/**
 * Tables and songs do not depend on the days: once is enough, and songs that could not be staged are not tried with each chunk.
 * Events do: without days there are none.
 */
export function tasksFor(
  tasks: readonly Task<RunContext>[],
  { effects, songsError }: ChunkedRun,
  days: readonly string[],
): readonly Task<RunContext>[] {
  const done = new Set(effects.map(({ task }) => task.id));
  return tasks.filter(({ id, stage }) => {
    if (id === 'stage:events') return days.length > 0;
    if (id === 'stage:songs' && songsError !== undefined) return false;
    return !((stage === 'create' || id === 'stage:songs') && done.has(id));
  });
}

function remainingTime({ loaded, failed, pending }: ChunkedRun, elapsedMs: number): { remainingMs?: number } {
  const done = loaded.length + failed.length;
  return done === 0 ? {} : { remainingMs: Math.round((elapsedMs / done) * pending.length) };
}

/** The days of a run in chunks. One without days for a run that has none: it works on whatever is there. */
export function chunksOf(days: readonly string[], size: number): (readonly string[])[] {
  if (days.length === 0) return [[]];
  const chunks: string[][] = [];
  for (let n = 0; n < days.length; n += size) chunks.push(days.slice(n, n + size));
  return chunks;
}

/** True for what other days need not suffer from: bad records, a file that cannot be read, a check that fails. */
function canBeAboutData({ kind }: EtlError): boolean {
  return kind === 'badData' || kind === 'source' || kind === 'checksFailed';
}
