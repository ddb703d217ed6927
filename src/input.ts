import { EtlError } from './core/errors.ts';
import type { RunSummary } from './core/event.ts';
import type { StageFile } from './core/warehouse.ts';
import { type DayState, daysInState } from './days.ts';
import { requireEarlierSteps } from './preconditions.ts';
import type { RunEnvironment, RunRequest } from './run-request.ts';
import { type DaySelection, findLogs, findSongs, MissingLogsError, refuseTwins } from './source/find-files.ts';
import { openCatalog } from './sql/catalog.ts';

/** What the days of a request turned out to be. */
export interface Input {
  readonly days: readonly string[];
  /** Log files of these days, where they were looked for in the source. */
  readonly files: readonly StageFile[];
  readonly missing: RunSummary['missingDays'];
}

export const NO_INPUT: Input = { days: [], files: [], missing: [] };

/** Finds the days of a request and their files. Fails if what earlier steps should have made is not there. */
export async function findInput(request: RunRequest, environment: RunEnvironment): Promise<Input> {
  const { selection, daysFrom } = request;
  if (!request.tasks.some(({ stage }) => stage === 'create')) await requireSteps(request, environment);
  if (selection === undefined) return NO_INPUT;
  const input =
    daysFrom === 'source'
      ? await findFiles(selection, request, environment)
      : await findDays(selection, daysFrom, environment);
  if (request.strict && input.missing.length > 0) throw missingDays(input);
  return input;
}

/** Begins to list the song files, if the request stages them: it takes as long as opening a warehouse. */
export function listSongs({ tasks }: RunRequest, { services, signal }: RunEnvironment): Promise<readonly StageFile[]> {
  if (!tasks.some(({ id }) => id === 'stage:songs')) return Promise.resolve([]);
  const files = services
    .songs()
    .then((store) => findSongs(store, signal))
    .catch(nameSetting('SONG_DATA (--song-data)', SAMPLE));
  // Awaited later; until then a failure must not count as unhandled.
  files.catch(() => undefined);
  return files;
}

async function requireSteps({ tasks }: RunRequest, { services, signal }: RunEnvironment): Promise<void> {
  const warehouse = await services.warehouse();
  const sql = openCatalog(warehouse.dialect);
  await warehouse.transaction((session) => requireEarlierSteps(session, sql, tasks), signal);
}

async function findFiles(
  selection: DaySelection,
  { chunk }: RunRequest,
  { services, logPattern, signal }: RunEnvironment,
): Promise<Input> {
  const store = await services.logs();
  const found = await findLogs(store, logPattern, selection, signal).catch(
    nameSetting('LOG_DATA (--log-data)', SAMPLE),
  );
  // Where days that cannot be loaded are left out, staging tells which these are.
  if (!chunk.continueOnError) refuseTwins(found.files);
  // Reads the JSONPaths file, if there is one: a mistake in it is told of before anything is made or changed.
  await services.eventReader(signal).catch(nameSetting('LOG_JSONPATH (--log-jsonpath)'));
  return found;
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

/** For who has no data yet. */
export const SAMPLE = 'sparkify-etl sample writes data to try things with';

/** Says which setting named a source that is not there. */
export function nameSetting(setting: string, advice?: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof EtlError) || error.kind !== 'usage') throw error;
    const { message, details } = error;
    const hint = [error.hint, `${setting} names it`, advice].filter((part) => part !== undefined).join('; ');
    throw new EtlError('usage', message, { hint, details, cause: error });
  };
}

function missingDays(input: Input): EtlError {
  const { missing } = input;
  return new MissingLogsError(input, `${missing.length} of the days are missing, and --strict was given`, {
    details: missing.map(({ day, lookedFor }) => `${day}: looked for ${lookedFor}`),
    hint: 'deliver them, or leave --strict out to load the others',
  });
}
