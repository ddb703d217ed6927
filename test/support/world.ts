import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chooseTasks } from '../../src/choose.ts';
import { chooseChecks } from '../../src/choose-checks.ts';
import type { RunCommand } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import type { RunEvent, RunSummary } from '../../src/core/event.ts';
import type { Warehouse } from '../../src/core/warehouse.ts';
import { redactionFor } from '../../src/known-secrets.ts';
import { checkTasks, PIPELINE } from '../../src/pipeline.ts';
import type { RetryPolicy } from '../../src/retry.ts';
import { run } from '../../src/run.ts';
import { newRunId } from '../../src/run-id.ts';
import type { ChunkRequest } from '../../src/run-request.ts';
import type { DaySelection } from '../../src/source/find-files.ts';
import type { DimensionMode } from '../../src/tasks.ts';
import { contentOf, NEVER, writeFiles } from './warehouse.ts';

/** A source folder and a warehouse, and the subcommands that work on them, all in this process. */
export interface World {
  readonly warehouse: Warehouse;
  /** Holds log_data and song_data. */
  readonly folder: string;
  /** Replaces the file of a day. */
  deliver(day: string, events: readonly object[]): void;
  /** Replaces the whole catalogue, one file a song. */
  deliverSongs(songs: readonly object[]): void;
  /** Puts one song file there, or another in its place. */
  deliverSongFile(name: string, songs: readonly object[]): void;
  command(name: RunCommand['name'], selection?: DaySelection, options?: CommandOptions): Promise<RunResult>;
  close(): Promise<void>;
}

export interface CommandOptions {
  readonly only?: string;
  /** Names of checks, as `--no-block` takes them. */
  readonly noBlock?: string;
  readonly chunk?: ChunkRequest;
  readonly mode?: DimensionMode;
  readonly strict?: boolean;
  readonly maxErrors?: number;
  readonly retry?: RetryPolicy;
  readonly taskTimeoutMs?: number;
  readonly signal?: AbortSignal;
  /** What the clock says. */
  readonly now?: () => Date;
  /** Sees each event when it is reported. */
  readonly watch?: (event: RunEvent) => void;
}

export interface RunResult {
  readonly exitCode: number;
  readonly events: readonly RunEvent[];
  readonly summary: RunSummary;
  /** Message and evidence of the failure, for the tests' own messages. */
  readonly failure: string | undefined;
}

/** What the clock says in every world. */
const NOW = new Date('2018-12-01T03:00:00Z');

const ONE_CHUNK: ChunkRequest = { days: 30, continueOnError: false };
const NO_RETRIES: RetryPolicy = { retries: 0, delayMs: 0 };

export interface WorldOptions {
  /** Settings; the sources are the world's own unless they say otherwise. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Done before each command: brings what was delivered to where the environment says that it is. */
  readonly ship?: (folder: string) => Promise<void>;
}

/** Opens a world in a folder of its own, on a DuckDB in memory unless told otherwise. */
export async function openWorld(folder: string, { environment = {}, ship }: WorldOptions = {}): Promise<World> {
  const places = { logData: join(folder, 'log_data'), songData: join(folder, 'song_data') };
  const defaults = { WAREHOUSE_URL: 'duckdb::memory:', LOG_DATA: places.logData, SONG_DATA: places.songData };
  const config = readConfig({}, { ...defaults, ...environment });
  const services = compose(config, environment, 'create', NEVER);
  let runs = 0;
  return {
    warehouse: await services.warehouse(),
    folder,
    deliver(day, events) {
      const lines = events.map((event) => JSON.stringify(event)).join('\n');
      writeFiles(places.logData, { [config.logPattern.keyOf(day)]: lines });
    },
    deliverSongs(songs) {
      rmSync(places.songData, { recursive: true, force: true });
      // The order in which files are read must not matter: names are never the same twice.
      runs += 1;
      const fileOf = (n: number) => `${(n * 7 + runs) % 10}/song-${n}.json`;
      writeFiles(places.songData, Object.fromEntries(songs.map((song, n) => [fileOf(n), JSON.stringify(song)])));
    },
    deliverSongFile(name, songs) {
      writeFiles(places.songData, { [name]: songs.map((each) => JSON.stringify(each)).join('\n') });
    },
    async command(
      name,
      selection,
      {
        only,
        noBlock,
        chunk = ONE_CHUNK,
        mode = 'upsert',
        strict = false,
        maxErrors = 0,
        retry = NO_RETRIES,
        taskTimeoutMs = 0,
        signal,
        now = () => NOW,
        watch,
      } = {},
    ) {
      const command = COMMANDS.find((each): each is RunCommand => each.name === name && each.kind === 'run');
      if (command === undefined) throw new Error(`no command ${name}`);
      await ship?.(folder);
      const options = { ...(only === undefined ? {} : { only }), ...(noBlock === undefined ? {} : { block: noBlock }) };
      const problems: string[] = [];
      const { request: checks } = await chooseChecks(command, options, config, NOW, problems);
      const tasks = chooseTasks(command, options, [...PIPELINE, ...checkTasks(checks.definitions)], problems);
      if (problems.length > 0) throw new Error(problems.join('\n'));
      const isTask = (name: string) => tasks.some(({ id }) => id === `check:${name}`);
      const definitions = checks.definitions.filter(({ name: check }) => isTask(check));
      const events: RunEvent[] = [];
      const emit = (event: RunEvent) => {
        events.push(event);
        watch?.(event);
      };
      const { daysFrom } = command;
      const isCatchUp = command.days === 'new' && selection === undefined;
      const onlyNew = command.days !== 'new' ? undefined : isCatchUp ? 'songs and days' : 'songs';
      const rematch = command.rematch ?? ('changed' as const);
      const request = {
        command: name,
        version: 'test',
        tasks,
        selection,
        daysFrom,
        strict,
        mode,
        maxErrors,
        retry,
        rematch,
        taskTimeoutMs,
      };
      const exitCode = await run(
        {
          ...request,
          selection: isCatchUp ? { kind: 'all' } : selection,
          onlyNew,
          publishesRest: false,
          checks: { ...checks, definitions },
          chunk,
        },
        {
          services,
          logPattern: config.logPattern,
          emit,
          signal: signal ?? NEVER,
          hasWaited: () => false,
          clock: () => 0,
          now,
          host: 'here',
          processId: 1,
          runId: newRunId(now()),
          redaction: redactionFor(environment),
        },
      );
      return { exitCode, events, summary: summaryOf(events), failure: failureIn(events) };
    },
    close: () => services.close(),
  };
}

function summaryOf(events: readonly RunEvent[]): RunSummary {
  const last = events.at(-1);
  if (last?.type !== 'run-finished') throw new Error('the run did not end with its summary');
  return last.summary;
}

function failureIn(events: readonly RunEvent[]): string | undefined {
  const failed = events.find((event) => event.type === 'run-failed');
  return failed === undefined ? undefined : [failed.error.message, ...failed.error.details].join('\n');
}

/** The tables that readers see. */
const PUBLISHED = ['songplays', 'users', 'songs', 'artists', 'time'] as const;

/** Everything that is published, as text. */
export async function publishedIn(warehouse: Warehouse): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const table of PUBLISHED) tables[table] = await contentOf(warehouse, table);
  return tables;
}

/** A play; the members that a test does not care about are filled in. */
export function play(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    artist: null,
    auth: 'Logged In',
    firstName: 'Ada',
    gender: 'F',
    itemInSession: 0,
    lastName: 'Lovelace',
    length: 200.5,
    level: 'free',
    location: 'London',
    method: 'PUT',
    page: 'NextSong',
    registration: 1540919166796,
    sessionId: 1,
    song: null,
    status: 200,
    ts: 1542240000000,
    userAgent: 'Mozilla',
    userId: '1',
    ...members,
  };
}

/** A song of the catalogue. */
export function song(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    num_songs: 1,
    artist_id: 'AR1',
    artist_latitude: null,
    artist_longitude: null,
    artist_location: '',
    artist_name: 'Artist',
    song_id: 'SO1',
    title: 'Title',
    duration: 200.5,
    year: 0,
    ...members,
  };
}
